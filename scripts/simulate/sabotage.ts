import type { Reply } from '../../machines/reply.ts';
import type { Arrival } from '../../src/calls/engine.ts';
import type { Fetch } from '../../src/edges.ts';
import type { Content } from '../../src/sanity/open-content.ts';
import type { ToolResult } from '../../src/vapi/results.ts';
import type { FaultName } from './faults.ts';
import { planOf } from './plan.ts';
import type { Wrong } from './reference.ts';
import type { Tampering } from './service.ts';
import { live, type Violation } from './world.ts';

/** A known fault of the service: what it is, which wrong shows it, and how it is built in. */
type Sabotage = { about: string; shows: readonly Wrong[]; make: () => Tampering };

const DAY_MS = 86_400_000;
const FOR_EVER_MS = 10 ** 9;

/**
 * Faults that a service like this one could well have, each at one edge or decision, and none of them
 * within reach of production: they are wrapped around its parts here. A simulation that does not find
 * every one of them proves nothing.
 */
export const SABOTAGES = {
  'confirm-skipped': {
    about: 'no number is read back that is written plainly, whatever CONFIRM says',
    shows: ['a wrong parcel told'],
    make: () => ({ config: (it) => ({ ...it, call: { ...it.call, confirm: 'never' } }) }),
  },
  'answer-before-line': {
    about: 'an answer goes out before its line is written',
    shows: ['an acknowledged answer lost', 'two answers for one tool call'],
    make: () => ({
      record: (record, clock) => async (step) => {
        clock.setTimeout(() => record(step).catch(() => {}), 50);
      },
    }),
  },
  'sync-left-out': {
    about: 'JOURNAL_SYNC=always syncs in the background',
    shows: ['an acknowledged answer lost', 'two answers for one tool call'],
    make: () => ({
      config: (it) => ({ ...it, recording: { ...it.recording, sync: 'background' } }),
    }),
  },
  'line-lost': {
    about: 'one line in nine is not written',
    shows: ['an acknowledged answer lost', 'two answers for one tool call'],
    make: () => {
      let steps = 0;
      return {
        record: (record) => (step) => {
          steps += 1;
          return steps % 9 === 0 ? Promise.resolve() : record(step);
        },
      };
    },
  },
  'line-twice': {
    about: 'one line in nine is written twice',
    shows: ['a record out of order'],
    make: () => {
      let steps = 0;
      return {
        record: (record) => async (step) => {
          steps += 1;
          if (steps % 9 === 0) await record(step);
          await record(step);
        },
      };
    },
  },
  'restart-forgets': {
    about: 'a new process takes up no call',
    shows: ['two answers for one tool call', 'a yes not taken', 'a record out of order'],
    make: () => ({ resumes: false }),
  },
  'breaker-never-closes': {
    about: 'an open breaker stays open',
    shows: ['an outage without a cause'],
    make: () => ({ config: (it) => ({ ...it, breaker: { ...it.breaker, resetMs: FOR_EVER_MS } }) }),
  },
  'cache-without-ttl': {
    about: 'a record in the cache is fresh for ever',
    shows: ['an old record told as new'],
    make: () => ({
      content: withCache((cache) => ({
        ...cache,
        read(number) {
          const reading = cache.read(number);
          if (reading.kind !== 'stale') return reading;
          const outcome = { kind: 'found', source: 'cache', ...reading.stale } as const;
          return { kind: 'fresh', outcome };
        },
      })),
    }),
  },
  'cache-never-renewed': {
    about: 'a record in the cache is kept when a new one is read, as of now',
    shows: ['an old record told as new'],
    make: () => {
      const kept = new Map<string, Parameters<Content['cache']['write']>[1]>();
      return {
        content: withCache((cache) => ({
          ...cache,
          write(number, outcome) {
            const known = kept.get(number);
            if (outcome.kind !== 'found') return cache.write(number, outcome);
            if (known === undefined) kept.set(number, outcome);
            return cache.write(number, { ...outcome, ...known, ...asOf(outcome) });
          },
        })),
      };
    },
  },
  'cache-key-cut': {
    about: 'the cache takes numbers for one that differ in the last character',
    shows: ['a wrong parcel told'],
    make: () => ({
      content: withCache((cache) => ({
        ...cache,
        read: (number) => cache.read(number.slice(0, -1)),
        write: (number, outcome) => cache.write(number.slice(0, -1), outcome),
      })),
    }),
  },
  'failure-cached': {
    about: 'a lookup that failed is kept as one that found nothing',
    shows: ['a parcel denied that there is'],
    make: () => ({
      content: (content, clock) =>
        withCache((cache) => ({
          ...cache,
          write(number, outcome) {
            const missing = { kind: 'missing', source: 'sanity', asOf: clock.now() } as const;
            cache.write(number, outcome.kind === 'failed' ? missing : outcome);
          },
        }))(content),
    }),
  },
  'outage-as-missing': {
    about: 'a request that failed counts as one that found nothing',
    shows: ['a parcel denied that there is'],
    make: () => ({
      content: (content) => ({
        ...content,
        async fetchDelivery(number, signal) {
          const { askedAt, endedAt, ...attempt } = await content.fetchDelivery(number, signal);
          if (attempt.kind === 'failed') return { kind: 'missing', askedAt, endedAt };
          return { ...attempt, askedAt, endedAt };
        },
      }),
    }),
  },
  'bad-record-told': {
    about: 'of a record that does not fit, something is told',
    shows: ['a fact without a record'],
    make: () => ({
      content: (content) => ({
        ...content,
        async fetchDelivery(trackingNumber, signal) {
          const result = await content.fetchDelivery(trackingNumber, signal);
          if (result.kind !== 'failed' || result.reason !== 'invalid') return result;
          const { askedAt, endedAt } = result;
          const delivery = { trackingNumber, status: 'processing' };
          return { kind: 'found', delivery, askedAt, endedAt };
        },
      }),
    }),
  },
  'change-unheard': {
    about: 'what Sanity tells its listener of changes is not heard',
    shows: ['an old record told as new'],
    make: () => ({
      fetch: whereListened(async (fetch, input, init) => {
        const response = await fetch(input, init);
        const deaf = new TransformStream<Uint8Array, Uint8Array>({
          transform(part, onward) {
            if (!/mutation/.test(Buffer.from(part).toString())) onward.enqueue(part);
          },
        });
        return new Response(response.body?.pipeThrough(deaf) ?? null, response);
      }),
    }),
  },
  'second-look-left-out': {
    about: 'what is read as a change is heard stays, though queries may not have seen the change',
    shows: ['an old record told as new'],
    make: () => {
      let secondLookMs = 0;
      return {
        config(it) {
          secondLookMs = it.sanity.attemptTimeoutMs + 1_500;
          return it;
        },
        clock: (clock) => ({
          ...clock,
          setTimeout: (fn, ms) => (ms === secondLookMs ? null : clock.setTimeout(fn, ms)),
        }),
      };
    },
  },
  'listener-twice': {
    about: 'each connection to the listener of Sanity is made twice',
    shows: ['a listener that does not behave'],
    make: () => ({
      fetch: whereListened((fetch, input, init) => {
        fetch(input, init).catch(() => {});
        return fetch(input, init);
      }),
    }),
  },
  'listener-left': {
    about: 'the connection to the listener of Sanity is not closed',
    shows: ['something left open'],
    make: () => ({
      content: (content) => ({
        ...content,
        follow(refresh, background) {
          const follower = content.follow(refresh, background);
          return follower && { ...follower, close: () => {} };
        },
      }),
    }),
  },
  'lookups-apart': {
    about: 'a number is asked for twice at once',
    shows: ['a number looked up twice at once'],
    make: () => ({
      content: (content) => ({
        ...content,
        async fetchDelivery(number, signal) {
          content.fetchDelivery(number, signal).catch(() => {});
          return content.fetchDelivery(number, signal);
        },
      }),
    }),
  },
  'dedupe-off': {
    about: 'a tool call that comes again is another one',
    shows: ['two answers for one tool call'],
    make: () => {
      let asked = 0;
      return {
        events: (_, events) =>
          events.map((event) => {
            if (!('toolCallId' in event)) return event;
            asked += 1;
            return { ...event, toolCallId: `${event.toolCallId}\n${asked}` };
          }),
      };
    },
  },
  'ids-shared': {
    about: 'what one call was answered is what another one gets for the same ID',
    shows: ['a wrong parcel told', 'a fact without a record', 'two answers for one tool call'],
    make: () => {
      const known = new Map<string, ToolResult[]>();
      return {
        engine: (engine) => ({
          ...engine,
          async handle(arrival) {
            const [first] = arrival.events.filter((event) => 'toolCallId' in event);
            const answers = await engine.handle(arrival);
            if (first === undefined) return answers;
            const before = known.get(first.toolCallId) ?? answers;
            known.set(first.toolCallId, before);
            return before.length === answers.length ? before : answers;
          },
        }),
      };
    },
  },
  'no-unheard': {
    about: 'what the caller says is not heard, only what the model makes of it',
    shows: ['a parcel told after a no'],
    make: () => ({
      engine: (engine) => ({
        ...engine,
        handle: (arrival) =>
          engine.handle({
            ...arrival,
            turns: { length: 0, at: () => null },
            events: arrival.events.filter(({ type }) => type !== 'transcript.heard'),
          }),
      }),
    }),
  },
  'yes-as-no': {
    about: 'the arguments of a confirmation are read the wrong way round',
    shows: ['a yes not taken'],
    make: () => ({
      events: (_, events) =>
        events.map((event) =>
          event.type === 'confirmation.given' ? { ...event, confirmed: !event.confirmed } : event,
        ),
    }),
  },
  'fragment-completed': {
    about: 'the end of a number is taken for the last number with that end, whoever named it',
    shows: ['a wrong parcel told'],
    make: () => {
      const numbers = new Set<string>();
      return {
        events: heardAs((heard) => {
          const text = String(heard);
          if (/^[A-Z0-9]{6,}$/.test(text)) numbers.add(text);
          return [...numbers].find((number) => text.length === 4 && number.endsWith(text)) ?? heard;
        }),
      };
    },
  },
  'json-number-trusted': {
    about: 'a number of JSON counts as written plainly',
    shows: ['a wrong parcel told'],
    make: () => ({
      events: heardAs((heard) => (typeof heard === 'number' ? String(heard) : heard)),
    }),
  },
  'unknown-tool-unheard': {
    about: 'a tool that there is not gets no answer',
    shows: ['a caller left in silence'],
    make: () => ({ events: (_, events) => events.filter(({ type }) => type !== 'tool.misused') }),
  },
  'answers-out-of-order': {
    about: 'the answers to several tool calls come the other way round',
    shows: ['a caller left in silence'],
    make: () => ({ answers: (answers) => answers.toReversed() }),
  },
  'sentence-empty': {
    about: 'an outage has no words',
    shows: ['a caller left in silence'],
    make: () => ({
      render: (render) => (reply) => {
        const answer = render(reply);
        if (reply.utterance.about !== 'unavailable') return answer;
        return { ...answer, result: JSON.stringify({ status: 'unavailable', message: '' }) };
      },
    }),
  },
  'date-a-day-off': {
    about: 'every day that is told is the next one',
    shows: ['a fact without a record'],
    make: () => ({
      render: withDelivery((delivery) => {
        const { estimatedDelivery: day } = delivery;
        if (day === undefined) return delivery;
        const next = new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
        return { ...delivery, estimatedDelivery: next };
      }),
    }),
  },
  'status-of-another': {
    about: 'a parcel that is delayed is told to be on its way',
    shows: ['a fact without a record'],
    make: () => ({
      render: withDelivery((it) =>
        it.status === 'delayed' ? { ...it, status: 'in_transit' } : it,
      ),
    }),
  },
  'age-unsaid': {
    about: 'an old record is told without its age',
    shows: ['an old record told as new'],
    make: () => ({
      render: (render) => (reply) => {
        const { utterance } = reply;
        return render(
          'stale' in utterance ? { ...reply, utterance: { ...utterance, stale: false } } : reply,
        );
      },
    }),
  },
  'name-to-strangers': {
    about: 'the name on a record is told to whoever asks, whatever SPEAK_NAME says',
    shows: ['a name told to a stranger'],
    make: () => ({ config: (it) => ({ ...it, call: { ...it.call, speakName: 'always' } }) }),
  },
  'deadline-left-out': {
    about: 'an answer waits for Sanity for seven seconds',
    shows: ['an answer past its deadline', 'a caller left in silence'],
    make: () => ({ config: (it) => ({ ...it, call: { ...it.call, replyDeadlineMs: 7_000 } }) }),
  },
  'late-answer-twice': {
    about: 'what comes late is said twice',
    shows: ['something said unasked that nobody waits for'],
    make: () => ({
      say: (say) => async (controlUrl, sentence) => {
        await say(controlUrl, sentence);
        return say(controlUrl, sentence);
      },
    }),
  },
  'erase-forgets-answer': {
    about: 'whoever is erased stays in what they were answered',
    shows: ['a person left on record'],
    make: () => ({
      rerender: (rerender) => (lines) =>
        rerender(lines)?.map((line, index) => {
          const response = lines[index]?.response ?? null;
          return { ...line, response };
        }) ?? null,
    }),
  },
  'calls-kept': {
    about: 'a call that is over is never forgotten',
    shows: ['something left open'],
    make: () => ({ timeouts: (it) => ({ ...it, lingerMs: FOR_EVER_MS }) }),
  },
  'timer-left': {
    about: 'one timer in twenty is not called off',
    shows: ['something left open', 'a fault of the process'],
    make: () => {
      let cleared = 0;
      return {
        clock: (clock) => ({
          ...clock,
          clearTimeout(id) {
            cleared += 1;
            if (cleared % 20 === 0) clock.setTimeout(() => {}, FOR_EVER_MS);
            clock.clearTimeout(id);
          },
        }),
      };
    },
  },
} as const satisfies Record<string, Sabotage>;

/** A known fault, by name. */
export type SabotageName = keyof typeof SABOTAGES;

export const SABOTAGE_NAMES = Object.keys(SABOTAGES) as SabotageName[];

type Cache = Content['cache'];

function withCache(spoil: (cache: Cache) => Cache): (content: Content) => Content {
  return (content) => ({ ...content, cache: spoil(content.cache) });
}

function whereListened(
  spoil: (fetch: Fetch, ...request: Parameters<Fetch>) => ReturnType<Fetch>,
): (fetch: Fetch) => Fetch {
  return (fetch) => (input, init) =>
    String(input).includes('/data/listen/') ? spoil(fetch, input, init) : fetch(input, init);
}

function asOf(outcome: Parameters<Cache['write']>[1]) {
  return 'asOf' in outcome ? { asOf: outcome.asOf } : {};
}

type Heard = Extract<Arrival['events'][number], { heard: unknown }>['heard'];

function heardAs(read: (heard: Heard) => Heard): NonNullable<Tampering['events']> {
  return (_, events) =>
    events.map((event) => ('heard' in event ? { ...event, heard: read(event.heard) } : event));
}

type Delivery = Extract<Reply['utterance'], { delivery: unknown }>['delivery'];

function withDelivery(spoil: (delivery: Delivery) => Delivery): NonNullable<Tampering['render']> {
  return (render) => (reply) => {
    const { utterance } = reply;
    if (!('delivery' in utterance)) return render(reply);
    return render({ ...reply, utterance: { ...utterance, delivery: spoil(utterance.delivery) } });
  };
}

/** Where a known fault shows, and after how many calls. */
export type FoundSabotage = { world: number; calls: number; violation: Violation };

/** The first world in which a known fault shows, and after how many calls; null for none. */
export async function findSabotage(
  name: SabotageName,
  seed: number,
  faults: readonly FaultName[],
  worlds: number,
  first = 0,
): Promise<FoundSabotage | null> {
  const shows: readonly Wrong[] = SABOTAGES[name].shows;
  let calls = 0;
  for (let world = first; world < first + worlds; world += 1) {
    const plan = planOf({ seed, faults }, world);
    const result = await live({ ...plan, tamper: SABOTAGES[name].make });
    calls += result.calls;
    const violation = result.violations.find(({ wrong }) => shows.includes(wrong));
    if (violation !== undefined) return { world, calls, violation };
  }
  return null;
}
