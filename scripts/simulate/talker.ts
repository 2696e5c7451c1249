import { kindOf, TALKING_MANNERS } from './caller-kinds.ts';
import { heardNumber, misheard, spelled } from './numbers.ts';
import { type CallerOptions, Person } from './person.ts';
import type { Intent, Spoken } from './phone-call.ts';

/** Most turns of a caller: nobody talks for ever. */
const TURNS_MAX = 12;
const THINK_MS = { min: 600, max: 3_500 };
/** Between the end of what is said and the question what to answer, in milliseconds. */
const ENDPOINT_MS = { min: 150, max: 700 };
const PIECE = 4;

const TOLD =
  /is waiting to be processed|is being prepared|is on its way|is out for delivery|was delivered|is delayed|could not be delivered|was cancelled/;
/** What leads nowhere; null is a silence. */
const ASIDES: readonly (string | null)[] = [
  ...['Hold on a second.', 'Thanks.', 'Can you say that again?', 'More slowly, please.', 'Hello?'],
  ...["What's the weather like?", 'You are useless.', 'Hmm.', 'Blorb flim.', null, null],
];
const NAMES = ['Gonzalez', 'Okafor', 'Weiss', 'Raman', 'Rivera', 'Kowalska', 'Petrov', 'Marchand'];

/** What is said, what it amounts to for the number at hand, and the number that is named in it. */
type Words = { words: string | null; intent?: Intent; number?: string | null };

/**
 * Somebody who calls where no model stands between them and the service: each turn of theirs is told
 * to it as it was said, and what comes back is what they hear.
 */
export class Talker extends Person<(typeof TALKING_MANNERS)[number]> {
  /** What is left to say of a number that is given in parts. */
  #pieces: string[] = [];
  #turns = 0;
  /** What was named since the assistant spoke: all of that is one turn. */
  #named: string | null = null;
  /** What was meant since. */
  #meant: Intent = 'other';
  /** Turns that were begun; who waits for an older one does not hear it any more. */
  #begun = 0;

  constructor(options: CallerOptions) {
    super(options, TALKING_MANNERS, THINK_MS);
  }

  get kind(): string {
    return kindOf(this.manner, true);
  }

  begin(): void {
    this.call.ring();
    this.#ask({ words: '' });
  }

  /** Says something, be it at once or in two halves of which the first is taken for all of it. */
  #say(turn: Words) {
    this.#turns += 1;
    if (this.#turns > TURNS_MAX) return this.call.hangUp();
    const { words } = turn;
    const space = words?.indexOf(' ', 3) ?? -1;
    if (words === null || words === '' || space < 0 || !this.#isCutShort()) return this.#tell(turn);
    const half = words.slice(0, space);
    const intent = /^yes/i.test(half) ? 'yes' : /^no/i.test(half) ? 'no' : 'other';
    this.call.say('user', half, intent);
    this.#ask({ words: half, intent });
    this.soon(
      () => this.#tell({ ...turn, words: words.slice(space + 1) }),
      this.choices.whole(200, 1_500),
    );
  }

  #isCutShort(): boolean {
    return this.weather.strikes('vapi-endpoint', this.call.name, 0.25);
  }

  #tell(turn: Words) {
    const { words, intent = 'other' } = turn;
    if (words !== null) this.call.say('user', words, intent, turn.number ?? null);
    this.#ask(turn);
    if (this.manner !== 'impatient' || this.choices.next() < 0.6) return;
    const begun = this.#begun;
    this.soon(
      () => {
        if (this.#begun === begun) this.#interrupt();
      },
      this.choices.whole(900, 4_000),
    );
  }

  /** Says something more while the answer is waited for. */
  #interrupt() {
    this.call.interrupt();
    const next = this.choices.whole(0, 4);
    if (next === 0)
      return this.#say({ words: 'No, wait, that is the wrong number.', intent: 'no' });
    if (next === 1) return this.#say({ words: 'I want to talk to a person.' });
    if (next === 2) return this.#say({ words: 'Hello? Are you there?' });
    if (next === 3) return this.#say({ words: 'Is anything wrong with it?' });
    return this.#giveNumber();
  }

  #ask({ words, intent: said = 'other', number = null }: Words) {
    // A bare "no" after a number, in one breath, may be to anything.
    const isBare = this.#named !== null && !/wrong|not my/.test(words ?? '');
    const heard = said === 'no' && isBare ? 'other' : said;
    // What is said after a yes, and is none of it, takes nothing from it.
    const intent = heard === 'other' && this.#meant === 'yes' ? 'yes' : heard;
    this.#meant = intent;
    this.#begun += 1;
    const begun = this.#begun;
    this.#named = number ?? (intent === 'no' ? null : this.#named);
    const turn = {
      call: this.call,
      words,
      intent,
      number: this.#named,
      arrivedAt: null,
      life: null,
      order: 0,
    };
    const endpointMs = this.choices.whole(ENDPOINT_MS.min, ENDPOINT_MS.max);
    this.soon(() => {
      if (this.#begun !== begun) return;
      this.call.talk(turn, (spoken) => {
        if (this.call.isOver) return;
        if (spoken === null) return this.#pressOn();
        // Nobody is asked anything more by what was said over them.
        this.#begun += 1;
        if (spoken.text !== '') this.call.say('bot', spoken.text);
        this.#named = null;
        this.#meant = 'other';
        return this.soon(() => this.#react(spoken));
      });
    }, endpointMs);
  }

  #pressOn() {
    this.soon(() => {
      if (this.#turns > 4 || this.choices.next() < 0.4) return this.call.hangUp();
      return this.#say({ words: 'Hello?' });
    }, 3_000);
  }

  #react({ text, tool }: Spoken) {
    if (tool === 'transferCall') {
      this.call.passOn();
      return this.soon(() => this.call.hangUp());
    }
    if (tool === 'endCall' || this.choices.next() < 0.02) return this.call.hangUp();
    const isRambling = this.manner === 'rambling' && this.choices.next() < 0.5;
    if (isRambling || this.manner === 'idle' || this.choices.next() < 0.04) {
      return this.#say({ words: this.choices.pick(ASIDES) });
    }
    const asked = heardNumber(text);
    if (/name on the parcel|postcode/.test(text)) return this.#identify();
    if (asked !== null && !/Which part/.test(text)) return this.#reply(asked);
    if (/So far I heard|number in parts|What comes next/.test(text)) return this.#giveNext();
    if (TOLD.test(text)) return this.#goOn();
    if (/try again|person/.test(text) && this.choices.next() < 0.6) return this.#takeOffer();
    return this.#giveNumber();
  }

  #identify() {
    const next = this.choices.next();
    if (next < 0.7) return this.#say({ words: `${this.choices.pick(NAMES)}.` });
    if (next < 0.8) return this.#say({ words: "I don't know." });
    if (next < 0.85) return this.#say({ words: 'No.', intent: 'other' });
    if (next < 0.9) return this.#say({ words: 'No, that is the wrong number.', intent: 'no' });
    return this.#giveNumber();
  }

  #reply(asked: string) {
    const isRight = this.number.endsWith(asked);
    const next = this.choices.next();
    if (this.manner === 'wavering' && next < 0.4) {
      if (!isRight) return this.#say({ words: 'Yes. No, wait, that is wrong.', intent: 'no' });
      if (next < 0.1) return this.#say({ words: 'I think so.', intent: 'yes' });
      return this.#say({ words: this.choices.pick(['Maybe.', 'What?', 'Let me see.']) });
    }
    if (this.manner === 'denying' && next < 0.5) return this.#say({ words: 'No.', intent: 'no' });
    if (isRight) {
      const more = next < 0.15 ? ' Is anything wrong with it?' : '';
      return this.#say({ words: `Yes, that is right.${more}`, intent: 'yes' });
    }
    if (next < 0.5) return this.#say({ words: 'No, that is wrong.', intent: 'no' });
    const words = `No, it is ${spelled(this.number, this.choices)}.`;
    return this.#say({ words, intent: 'correction', number: this.number });
  }

  #giveNumber() {
    if (this.manner === 'without a number' && this.choices.next() < 0.7) {
      return this.#say({ words: "I don't have the number." });
    }
    if (this.manner === 'in parts') {
      const number = this.number;
      this.#pieces = number.match(new RegExp(`.{1,${PIECE}}`, 'g')) ?? [];
      return this.#giveNext();
    }
    const isMisheard = this.manner === 'misheard' && this.choices.next() < 0.5;
    const number = isMisheard ? misheard(this.number, this.choices) : this.number;
    const words = this.choices.next() < 0.3 ? number : spelled(number, this.choices);
    const lead = this.choices.pick(["It's ", 'Where is my parcel ', 'My number is ', '']);
    return this.#say({ words: `${lead}${words}.`, number });
  }

  #giveNext() {
    const piece = this.#pieces.shift();
    if (piece === undefined) return this.#say({ words: "That's all of it.", number: this.number });
    // Whatever it is joined to, no more than the whole of it is meant.
    return this.#say({ words: `${[...piece].join(' ')}.`, number: this.number });
  }

  #takeOffer() {
    const next = this.choices.next();
    // Over a number that is read back meanwhile, it is a yes to that.
    if (next < 0.4) return this.#say({ words: 'Yes, please.', intent: 'yes' });
    if (next < 0.6) return this.#say({ words: 'Please try again.' });
    if (next < 0.8) return this.#say({ words: 'No.' });
    return this.#say({ words: 'Get me a person.' });
  }

  #goOn() {
    const next = this.choices.next();
    if (this.manner === 'two numbers' && this.wanted.length > 1) {
      this.wanted.shift();
      if (next < 0.5) return this.#say({ words: 'I have another parcel.' });
      return this.#giveNumber();
    }
    if (next < 0.25) return this.#say({ words: 'Is anything wrong with it?' });
    if (next < 0.35) return this.#say({ words: 'When will it arrive?' });
    if (next < 0.42) return this.#say({ words: 'Can you say that again?' });
    if (next < 0.5) return this.#say({ words: 'No, that is not my parcel.', intent: 'no' });
    if (next < 0.55) return this.#say({ words: 'Yes.' });
    if (next < 0.8) return this.#say({ words: 'No, that was all. Goodbye.' });
    return this.call.hangUp();
  }
}
