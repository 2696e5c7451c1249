import { type Facts, NO_FACTS } from '../grounding/facts.ts';
import { type Tracing, traceClaims } from '../grounding/trace-claims.ts';
import { SPOKEN_LENGTH_MAX } from '../vapi/results.ts';
import type { AnswerScore } from './call-score.ts';
import type { ReadAnswer } from './read-answer.ts';

/** What a case expects of an answer. */
export type Expectation = {
  status?: string | undefined;
  state?: string | undefined;
  /** Each has to stand in the sentence, whatever the case of its letters. */
  contains?: readonly string[];
};

/** What is known when an answer is given: the facts, and numbers that a lookup did not find. */
export type Known = { facts: Facts; missing: ReadonlySet<string>; at: number };

/** An answer judged, with every claim that its sentence makes. */
export type Judged = { score: AnswerScore; tracings: Tracing[] };

/** Judges an answer against the record it was made from and against what a case expects. */
export function judgeAnswer(
  answer: ReadAnswer,
  known: Known,
  expected: Expectation | undefined,
): Judged {
  const tracings = traceClaims(answer.sentence, known.facts, known.at);
  const record = judgeRecord(answer, known, tracings);
  const missed = expected === undefined ? [] : findMissed(answer, expected);
  const { delivery: _, ...shown } = answer;
  const faults = [...(record ?? []), ...missed];
  const isJudged = record !== null || expected !== undefined;
  return {
    score: { ...shown, accurate: isJudged ? faults.length === 0 : null, faults },
    tracings,
  };
}

/** What a case expects and the answer does not give. */
export function findMissed(answer: ReadAnswer, { status, state, contains }: Expectation): string[] {
  const faults: string[] = [];
  if (status !== undefined && answer.status !== status) {
    faults.push(`Expected status ${status}, got ${answer.status}`);
  }
  if (state !== undefined && answer.state !== state) {
    faults.push(`Expected state ${state}, got ${answer.state}`);
  }
  const sentence = answer.sentence.toLowerCase();
  for (const part of contains ?? []) {
    if (!sentence.includes(part.toLowerCase())) {
      faults.push(`Expected "${part}" in "${answer.sentence}"`);
    }
  }
  return faults;
}

/** What is wrong with an answer that states a record, or that there is none; null for another. */
function judgeRecord(answer: ReadAnswer, known: Known, tracings: Tracing[]): string[] | null {
  if (answer.status === 'not_found') return judgeMissing(tracings, known.missing);
  if (answer.status !== 'success') return null;
  const { delivery } = answer;
  if (delivery === null) return ['States a delivery and gives none'];
  const read = known.facts.records.findLast(({ delivery: of }) => isSameDelivery(delivery, of));
  if (read === undefined) return ['The delivery in the result is no record that was read by then'];
  const { language } = known.facts;
  const facts: Facts = { ...NO_FACTS, language, records: [read] };
  const wrong = traceClaims(answer.sentence, facts, known.at).filter(({ grounded }) => !grounded);
  return [
    ...wrong.map(({ claim }) => `"${claim.quote}" does not stand in the record of the answer`),
    ...(saysFact(tracings) ? [] : ['Says neither status nor issue']),
  ];
}

function judgeMissing(tracings: Tracing[], missing: ReadonlySet<string>): string[] {
  const said = tracings.filter(({ claim }) => claim.kind === 'number');
  const isMissing = said.some(({ claim }) => missing.has(claim.value));
  return isMissing ? [] : ['Says not found of a number that no lookup missed'];
}

/** An answer about a delivery that says nothing of it would be grounded, and useless. */
function saysFact(tracings: Tracing[]): boolean {
  return tracings.some(
    ({ claim: { kind, value } }) => kind === 'issue' || (kind === 'status' && value !== 'ahead'),
  );
}

/** Whether a delivery in a result is this record, as far as results carry records. */
function isSameDelivery(wire: Record<string, unknown>, record: Record<string, unknown>): boolean {
  const { customerPhone: _, issueMessage, ...rest } = record;
  const names = new Set([...Object.keys(rest), ...Object.keys(wire)]);
  names.delete('issueMessage');
  // Not every caller is told the name.
  if (!('customerName' in wire)) names.delete('customerName');
  const isSame = [...names].every((name) => wire[name] === rest[name]);
  return isSame && isSameIssue(wire.issueMessage, issueMessage);
}

function isSameIssue(wire: unknown, issue: unknown): boolean {
  if (typeof wire !== 'string' || typeof issue !== 'string') return wire === issue;
  if (wire === issue) return true;
  // A long one was cut, and marked with an ellipsis.
  return issue.length > SPOKEN_LENGTH_MAX && issue.startsWith(wire.replace(/…$/, ''));
}
