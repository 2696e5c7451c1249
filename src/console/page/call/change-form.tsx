import { useSignal } from '@preact/signals';
import type { Change, Step } from '../../schema.ts';
import { textOf, timeOf } from '../format.ts';

type Kind = Change['change']['type'];
type Outcome = Extract<Change['change'], { type: 'lookup' }>['outcome'];

const TOOL_EVENTS = ['delivery.requested', 'confirmation.given', 'human.requested', 'tool.misused'];
const OUTCOMES: [Outcome, string][] = [
  ['found', 'a record is found'],
  ['missing', 'there is no record'],
  ['timeout', 'Sanity does not answer in time'],
  ['upstream', 'Sanity is down'],
  ['breakerOpen', 'the circuit breaker is open'],
  ['invalid', 'the record does not fit'],
];
const KINDS: Record<Kind, string> = {
  words: 'Something else was said',
  arguments: 'The tool call had other arguments',
  lookup: 'The lookup ended otherwise',
  delay: 'It came later',
  drop: 'It never came',
};

type Props = {
  steps: readonly Step[];
  seq: number | null;
  event: number | null;
  isBusy: boolean;
  onChoose: (seq: number, event: number) => void;
  onRun: (change: Change) => void;
};

/** Which event is another, and how. */
export function ChangeForm({ steps, seq, event, isBusy, onChoose, onRun }: Props) {
  const kind = useSignal<Kind | null>(null);
  const fault = useSignal<string | null>(null);
  const chosen = choose(steps, seq, event);
  const received = steps.find((step) => step.seq === chosen.seq)?.events[chosen.event];
  const kinds = kindsOf(received?.type ?? '');
  const shown = kinds.find((one) => one === kind.value) ?? kinds[0] ?? 'drop';
  const submit = (submitted: SubmitEvent) => {
    submitted.preventDefault();
    const data = new FormData(submitted.currentTarget as HTMLFormElement);
    try {
      fault.value = null;
      onRun({ ...chosen, change: readChange(shown, data) });
    } catch (error) {
      fault.value = `The arguments are no JSON: ${error instanceof Error ? error.message : ''}`;
    }
  };
  return (
    <form class="change-form" onSubmit={submit}>
      <label>
        Event
        <select
          onChange={({ currentTarget }) => {
            const [at = 0, place = 0] = currentTarget.value.split('/').map(Number);
            onChoose(at, place);
          }}
        >
          {steps.map((step, index) => (
            <optgroup key={step.seq} label={`Step ${index + 1}, ${step.state}`}>
              {step.events.map(({ type, at }, place) => (
                <option
                  key={`${step.seq}/${type}/${at}`}
                  value={`${step.seq}/${place}`}
                  selected={step.seq === chosen.seq && place === chosen.event}
                >
                  {timeOf(at)} {type}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <fieldset>
        <legend>What if…</legend>
        {kinds.map((one) => (
          <label key={one} class="check">
            <input
              type="radio"
              name="kind"
              value={one}
              checked={one === shown}
              onChange={() => {
                kind.value = one;
              }}
            />
            {KINDS[one]}
          </label>
        ))}
      </fieldset>
      <Fields kind={shown} detail={received?.detail} fault={fault.value} />
      <button type="submit" class="primary" disabled={isBusy}>
        {isBusy ? 'Running…' : 'See both ways'}
      </button>
    </form>
  );
}

type FieldsProps = { kind: Kind; detail: unknown; fault: string | null };

function Fields({ kind, detail, fault }: FieldsProps) {
  const outcome = useSignal<Outcome>('upstream');
  switch (kind) {
    case 'words':
      return (
        <label class="grow">
          What was said instead
          <textarea name="text" rows={2} maxLength={2000} required />
        </label>
      );
    case 'arguments':
      return (
        <label class="grow">
          Arguments, as JSON
          <textarea
            name="arguments"
            class="mono"
            rows={4}
            required
            spellcheck={false}
            defaultValue={argumentsOf(detail)}
            aria-invalid={fault !== null}
            aria-describedby="arguments-note"
          />
          <span id="arguments-note" class={fault === null ? 'note' : 'note bad'}>
            {fault ?? 'As Vapi would send them. Masked numbers have to be written whole.'}
          </span>
        </label>
      );
    case 'lookup':
      return (
        <div class="grow fields">
          <label>
            Outcome
            <select
              name="outcome"
              onChange={({ currentTarget }) => {
                outcome.value = currentTarget.value as Outcome;
              }}
            >
              {OUTCOMES.map(([value, words]) => (
                <option key={value} value={value} selected={value === outcome.value}>
                  {words}
                </option>
              ))}
            </select>
          </label>
          {outcome.value === 'found' && (
            <>
              <label>
                Status
                <input name="status" placeholder="as it was" maxLength={200} />
              </label>
              <label>
                Expected on
                <input name="estimatedDelivery" placeholder="as it was" maxLength={40} />
              </label>
              <label>
                Note
                <input name="issueMessage" placeholder="as it was" maxLength={1000} />
              </label>
            </>
          )}
        </div>
      );
    case 'delay':
      return (
        <label>
          Later by, in seconds
          <input
            name="seconds"
            type="number"
            min={0}
            max={600}
            step={0.1}
            defaultValue="5"
            required
          />
        </label>
      );
    case 'drop':
      return null;
    default:
      return kind satisfies never;
  }
}

function readChange(kind: Kind, data: FormData): Change['change'] {
  const text = (name: string) => `${data.get(name) ?? ''}`.trim();
  switch (kind) {
    case 'words':
      return { type: kind, text: text('text') };
    case 'arguments':
      return { type: kind, arguments: JSON.parse(text('arguments')) };
    case 'lookup': {
      const names = ['status', 'estimatedDelivery', 'issueMessage'];
      const given = names.map((name) => [name, text(name)]).filter(([, value]) => value !== '');
      const outcome = text('outcome') as Outcome;
      if (given.length === 0) return { type: kind, outcome };
      return { type: kind, outcome, fields: Object.fromEntries(given) };
    }
    case 'delay':
      return { type: kind, ms: Math.round(Number(text('seconds')) * 1_000) };
    case 'drop':
      return { type: kind };
    default:
      return kind satisfies never;
  }
}

/** What can be another of an event of a type. */
function kindsOf(type: string): Kind[] {
  if (TOOL_EVENTS.includes(type)) return ['arguments', 'words', 'delay', 'drop'];
  if (type === 'lookup.settled') return ['lookup', 'delay', 'drop'];
  if (type === 'transcript.heard') return ['words', 'delay', 'drop'];
  return ['delay', 'drop'];
}

/** The event that the address names; else the first that decides something. */
function choose(steps: readonly Step[], seq: number | null, event: number | null) {
  const from = steps.findIndex((step) => step.seq === seq);
  if (from >= 0 && event !== null && steps[from]?.events[event] !== undefined) {
    return { seq: steps[from].seq, event };
  }
  for (const step of steps.slice(Math.max(from, 0))) {
    const place = step.events.findIndex(
      ({ type }) => TOOL_EVENTS.includes(type) || type === 'lookup.settled',
    );
    if (place >= 0) return { seq: step.seq, event: place };
  }
  return { seq: steps[0]?.seq ?? 0, event: 0 };
}

/** What a tool call was given, as far as the event tells it. */
function argumentsOf(detail: unknown): string {
  const { heard, confirmed, reason } = (detail ?? {}) as Record<string, unknown>;
  const given = {
    ...(confirmed === undefined ? {} : { confirmed }),
    ...(heard === undefined || heard === null ? {} : { trackingNumber: heard }),
    ...(reason === undefined ? {} : { reason }),
  };
  return textOf(given);
}
