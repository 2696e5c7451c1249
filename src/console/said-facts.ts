import { initialCallContext } from '../../machines/call-context.ts';
import type { RecordedEvent } from '../../machines/record.ts';
import { HeardWords, readTranscript } from '../evaluation/heard-lines.ts';
import { readAnswer } from '../evaluation/read-answer.ts';
import {
  type Facts,
  factsOfCall,
  knowPolicy,
  learnFacts,
  learnFromCaller,
  NO_FACTS,
} from '../grounding/facts.ts';
import { traceClaims } from '../grounding/trace-claims.ts';
import { foldWords } from '../grounding/words.ts';
import { answersOf, type JournalLine } from '../recording/line.ts';
import type { Fact, Said } from './schema.ts';

/** What a line said: the conversation since the one before, and the facts of each of its answers. */
export type LineSaid = {
  said: Said[];
  /** In the order of the answers. */
  answers: Fact[][];
  /** Facts that no record of the call states; what was read back states none. */
  ungrounded: number;
};

/** A sentence of Waybill's; its facts are traced when they are asked for. */
type Own = { words: string; facts: () => Fact[] };

/** So many of Waybill's latest sentences are known again when the assistant says them. */
const OWN_MAX = 50;

/**
 * Follows one call, line by line, and traces what was said in it to its records, as the evaluation
 * does: each thing with what was known when it was heard. It keeps what each fact rests on, which a
 * CallScorer does not, and does not run the chart, which a day of calls would take too long for.
 */
export class SaidFacts {
  readonly #heard = new HeardWords();
  #facts: Facts = NO_FACTS;
  #own: Own[] = [];
  /** Of the line that comes next; null before the first. */
  #seq: number | null = null;

  /** Takes the next line; facts are traced only where they are asked for. */
  take(line: JournalLine, { isTraced = true } = {}): LineSaid {
    if (line.seq !== (this.#seq ?? 0)) this.#takeUp(line);
    this.#seq = line.seq + 1;
    const at = Date.parse(line.timestamp);
    const trace = (text: string) => (isTraced ? factsIn(text, this.#facts, at) : []);
    const said: Said[] = [];
    let ungrounded = 0;
    const hear = (role: Said['role'], text: string) => {
      if (role === 'caller') this.#facts = learnFromCaller(this.#facts, text);
      if (this.#heard.has(role, text)) return;
      this.#heard.add(role, text);
      if (role === 'caller') {
        said.push({ role, by: 'caller', text, facts: [] });
        return;
      }
      // What Waybill worded is judged where it was given.
      const own = this.#ownWith(text);
      const facts = own === null ? trace(text) : isTraced ? own.facts() : [];
      if (own === null) ungrounded += facts.filter(isUngrounded).length;
      said.push({ role, by: own === null ? 'model' : 'waybill', text, facts });
    };
    for (const { role, text } of line.transcript) hear(role, text);
    for (const event of line.events) this.#learn(event, hear);
    const answers = answersOf(line).map(({ result }) => {
      const { sentence } = readAnswer(result);
      const own = { words: folded(sentence), facts: traceOnce(sentence, this.#facts, at) };
      this.#own = [...this.#own, own].slice(-OWN_MAX);
      const facts = isTraced ? own.facts() : [];
      ungrounded += facts.filter(isUngrounded).length;
      return facts;
    });
    return { said, answers, ungrounded };
  }

  /** Lines are missing: what the call knew then stands in the snapshot. */
  #takeUp({ snapshot }: JournalLine): void {
    // A line of an earlier version lacks what contexts have learnt to hold since.
    const context = { ...initialCallContext(undefined), ...snapshot.context };
    this.#facts = factsOfCall({ ...this.#facts, heardAll: false }, context);
  }

  #learn(event: RecordedEvent, hear: (role: Said['role'], text: string) => void): void {
    if (event.type === 'call.opened') {
      this.#facts = knowPolicy(this.#facts, event.input.policy);
      return;
    }
    this.#facts = learnFacts(this.#facts, event);
    if (event.type === 'transcript.heard' && event.final) hear(event.role, event.text);
    // What nobody heard live stands in the report alone.
    if (event.type === 'report.received' && event.report.transcript !== null) {
      for (const { role, text } of readTranscript(event.report.transcript)) hear(role, text);
    }
  }

  /** The sentence of Waybill's that a text is, or is a part of. */
  #ownWith(text: string): Own | null {
    const words = folded(text);
    return this.#own.findLast((own) => own.words.includes(words)) ?? null;
  }
}

function traceOnce(text: string, facts: Facts, at: number): () => Fact[] {
  let traced: Fact[] | null = null;
  return () => {
    traced ??= factsIn(text, facts, at);
    return traced;
  };
}

function factsIn(text: string, facts: Facts, at: number): Fact[] {
  return traceClaims(text, facts, at).map(({ claim: { kind, quote }, grounded, by }) => ({
    kind,
    quote,
    isGrounded: grounded,
    by,
  }));
}

function isUngrounded({ isGrounded }: Fact): boolean {
  return !isGrounded;
}

function folded(text: string): string {
  return ` ${foldWords(text).join(' ')} `;
}
