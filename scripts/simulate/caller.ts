import { kindOf, MANNERS } from './caller-kinds.ts';
import { heardNumber, misheard, spelled } from './numbers.ts';
import { type CallerOptions, Person } from './person.ts';
import type { Answer, Intent, ToolCall } from './phone-call.ts';

/** Most turns of a caller: nobody asks for ever. */
const TURNS_MAX = 9;
const THINK_MS = { min: 800, max: 4_000 };
const WAIT_FOR_RECORDS_MS = { min: 2_000, max: 45_000 };

/**
 * Somebody who calls, and the assistant's model between them and the service: what is said, what of it
 * is heard, and what tool calls are made of that. Everything else comes of the answers.
 */
export class Caller extends Person<(typeof MANNERS)[number]> {
  #turns = 0;

  constructor(options: CallerOptions) {
    super(options, MANNERS, THINK_MS);
    if (this.manner !== 'two numbers') this.wanted.pop();
  }

  get kind(): string {
    return kindOf(this.manner, false);
  }

  begin(): void {
    this.call.ring();
    this.soon(() => {
      this.call.say('bot', "Hello, you've reached parcel tracking. What is your tracking number?");
      if (this.manner === 'silent') return this.soon(() => this.call.hangUp(), 20_000);
      if (this.manner === 'without a number') return this.#askWithout();
      if (this.manner === 'two numbers' && this.choices.next() < 0.5) return this.#askBoth();
      return this.#askFor(this.number);
    });
  }

  #askFor(number: string) {
    this.#turns += 1;
    if (this.#turns > TURNS_MAX) return this.call.hangUp();
    const isMisheard = this.manner === 'misheard' && this.choices.next() < 0.5;
    const heard = isMisheard ? misheard(number, this.choices) : number;
    const words = this.choices.next() < 0.4 ? heard : spelled(heard, this.choices);
    const rude = this.manner === 'abusive' ? 'Are you stupid? ' : '';
    this.call.say('user', `${rude}Where is my parcel ${words}?`);
    if (this.manner === 'interrupting') this.call.interrupt();
    this.#model([{ tool: 'track_delivery', args: this.#argument(heard, words) }]);
    if (this.manner === 'hanging up' && this.choices.next() < 0.6) {
      this.soon(() => this.call.hangUp(), this.choices.whole(100, 3_000));
    }
  }

  #askBoth() {
    const [one = '', other = ''] = this.wanted;
    this.call.say('user', `I have two parcels, ${one} and ${other}.`);
    this.#model(
      [one, other].map((number) => ({
        tool: 'track_delivery',
        args: { trackingNumber: number },
      })),
    );
  }

  #askWithout() {
    this.call.say('user', "I don't have the number. Where is my parcel?");
    const trackingNumber = this.choices.pick(["I don't have it", 'unknown', '']);
    this.#model([{ tool: 'track_delivery', args: { trackingNumber } }]);
  }

  /** What the model passes on of a number that it heard as `heard`, in these words. */
  #argument(heard: string, words: string): Record<string, unknown> {
    const weather = this.weather;
    const name = this.choices.pick([
      ...['trackingNumber', 'trackingNumber', 'tracking_number', 'trackingId', 'tracking_id'],
    ]);
    if (weather.strikes('model-fragment', this.call.name)) return { [name]: heard.slice(-4) };
    if (weather.strikes('model-placeholder', this.call.name))
      return { [name]: 'the number of the caller' };
    if (weather.strikes('model-json-number', this.call.name) && /^\d+$/.test(heard)) {
      return { [name]: Number(heard) };
    }
    if (weather.strikes('model-paraphrase', this.call.name))
      return { [name]: `The number is ${words}.` };
    return { [name]: this.choices.next() < 0.7 ? heard : words };
  }

  /** The model does what it does with what it heard, and the caller hears what comes of it. */
  #model(tools: ToolCall[]) {
    this.soon(
      () => {
        if (this.weather.strikes('model-silent', this.call.name)) return this.#pressOn();
        const isOdd = this.weather.strikes('model-unknown-tool', this.call.name);
        const made = isOdd ? [{ tool: 'change_address', args: { to: 'x' } }] : tools;
        if (this.weather.strikes('model-hasty', this.call.name, 0.3)) this.#hurry();
        this.call.ask(this.#withAnother(made), (answers) => {
          if (answers === null) return this.#pressOn();
          for (const { sentence } of answers) this.call.say('bot', sentence);
          return this.soon(() => this.#react(answers));
        });
      },
      this.choices.whole(200, 1_500),
    );
  }

  /** The model is in a hurry: what it makes of nothing anybody said comes with its tool call, or after. */
  #withAnother(tools: ToolCall[]): ToolCall[] {
    if (!this.weather.strikes('model-together', this.call.name, 0.3)) return tools;
    const another = this.choices.pick<ToolCall>([
      { tool: 'confirm_tracking_number', args: { confirmed: false } },
      { tool: 'track_delivery', args: { trackingNumber: this.wanted.at(-1) ?? '' } },
      { tool: 'track_delivery', args: { trackingNumber: 'unknown' } },
      { tool: 'track_delivery', args: {} },
      { tool: 'get_delivery_issue', args: { trackingNumber: this.number } },
      { tool: 'verify_caller', args: { answer: 'Weiss' } },
      { tool: 'request_human', args: { reason: 'the model thinks so' } },
      { tool: 'change_address', args: { to: 'y' } },
    ]);
    if (this.choices.next() < 0.5) return [...tools, another];
    this.soon(() => this.call.ask([another], () => {}), this.choices.whole(20, 700));
    return tools;
  }

  /**
   * Two more tool calls, of which nobody said a word, before the one that is made now is answered or soon
   * after. They are chosen by the wire's chances, so that the caller goes on choosing as without them.
   */
  #hurry() {
    const { wire } = this.call;
    const other = this.wanted.at(-1) ?? '';
    const nobodys = `WB${wire.whole(10_000_000, 99_999_999)}`;
    const yesOrNo = (trackingNumber?: string): ToolCall => ({
      tool: 'confirm_tracking_number',
      args: { confirmed: wire.next() < 0.5, ...(trackingNumber && { trackingNumber }) },
    });
    const named = wire.pick([
      other,
      nobodys,
      spelled(other, wire),
      `The number is ${other}.`,
      'W1',
    ]);
    const first = wire.pick<ToolCall>([
      { tool: 'track_delivery', args: { trackingNumber: named } },
      { tool: 'track_delivery', args: { trackingNumber: named } },
      yesOrNo(named),
    ]);
    const second = wire.pick([yesOrNo(), yesOrNo(), yesOrNo('W1'), yesOrNo(this.number)]);
    const begin = wire.whole(10, 90);
    this.soon(() => this.call.ask([first], () => {}), begin);
    this.soon(() => this.call.ask([second], () => {}), begin + wire.whole(20, 200));
  }

  /** Nothing came: the caller asks once more, or has had enough. */
  #pressOn() {
    this.soon(() => {
      if (this.#turns > 3 || this.choices.next() < 0.3) return this.call.hangUp();
      return this.#askFor(this.number);
    }, 5_000);
  }

  #react(answers: Answer[]) {
    this.#turns += 1;
    const answer = answers.find(({ status }) => status === 'needs_confirmation') ?? answers.at(-1);
    if (answer === undefined || this.#turns > TURNS_MAX) return this.call.hangUp();
    switch (answer.status) {
      case 'needs_confirmation':
        return this.#reply(answer.sentence);
      case 'success':
        return this.#goOn();
      case 'unavailable':
        return this.soon(
          () => this.#askFor(this.number),
          this.choices.whole(WAIT_FOR_RECORDS_MS.min, WAIT_FOR_RECORDS_MS.max),
        );
      case 'handoff':
        if (this.choices.next() < 0.5) this.call.passOn();
        return this.soon(() => this.call.hangUp());
      default:
        if (this.#turns > 4 || this.choices.next() < 0.2) return this.#wantPerson();
        return this.#askFor(this.number);
    }
  }

  #goOn() {
    const next = this.choices.next();
    if (this.wanted.length > 1 && next < 0.7) {
      this.wanted.shift();
      return this.#askFor(this.number);
    }
    if (next < 0.3) {
      this.call.say('user', 'Is anything wrong with it?');
      return this.#model([{ tool: 'get_delivery_issue', args: {} }]);
    }
    if (next < 0.4) {
      this.call.say('user', 'Say that again, please.');
      const args = next < 0.35 ? {} : { trackingNumber: this.number };
      return this.#model([{ tool: 'track_delivery', args }]);
    }
    if (next < 0.45) return this.#answer('No, that is not my parcel.', 'no');
    if (next < 0.6) {
      this.call.say('bot', 'It will arrive on the third of January, I promise.');
    }
    return this.soon(() => this.call.hangUp());
  }

  #wantPerson() {
    this.call.say('user', 'I want to talk to a person.');
    this.#model([{ tool: 'request_human', args: { reason: 'the caller asked' } }]);
  }

  /** Answers a question about a number: by whether it is the right one, mostly. */
  #reply(sentence: string) {
    if (/name on the parcel|postcode/.test(sentence)) {
      const answer = this.choices.pick(['Gonzalez', 'Okafor', 'Weiss', 'Raman', 'Rivera']);
      this.call.say('user', `${answer}.`);
      return this.#model([{ tool: 'verify_caller', args: { answer } }]);
    }
    const asked = heardNumber(sentence);
    const isRight = asked !== null && this.number.endsWith(asked);
    const isConfused = this.manner === 'confused' && this.choices.next() < 0.3;
    if (isConfused) {
      this.call.say('user', this.choices.pick(['Hm, wait a moment.', 'What?', 'I think so?']));
      return this.#model([{ tool: 'confirm_tracking_number', args: { confirmed: isRight } }]);
    }
    if (isRight) return this.#answer(this.choices.pick(['Yes.', 'Yes, that is right.']), 'yes');
    if (this.manner === 'correcting' && asked !== null) {
      const args = { confirmed: false, trackingNumber: this.number };
      const words = `No, it is ${spelled(this.number, this.choices)}.`;
      this.call.say('user', words, 'correction', this.number);
      return this.#model([{ tool: 'confirm_tracking_number', args }]);
    }
    return this.#answer(this.choices.pick(['No.', 'No, that is wrong.']), 'no');
  }

  #answer(words: string, intent: Intent) {
    this.call.say('user', words, intent);
    const isTrue = intent === 'yes';
    const confirmed = this.weather.strikes('model-contradict', this.call.name, 0.4)
      ? !isTrue
      : isTrue;
    this.#model([{ tool: 'confirm_tracking_number', args: { confirmed } }]);
  }
}
