import type { CallScore, Moment } from './call-score.ts';
import { escapeMarkup as esc } from './escape.ts';
import { type Standing, standingOf } from './report.ts';

/** How calls went, in the report's words. */
export const STANDINGS: Readonly<Record<Standing, string>> = {
  bad: 'wrong',
  doubtful: 'troubled',
  good: 'fine',
};

/** A call as a conversation, with the states that it went through; open when it went wrong. */
export function callSection(score: CallScore, id: string): string {
  const standing = standingOf(score);
  const faults = score.faults.map((fault) => `<li>${esc(fault)}</li>`).join('');
  return `<details class="call" id="${id}"${standing === 'bad' ? ' open' : ''}>
<summary><span class="badge ${standing}">${STANDINGS[standing]}</span>
<span class="call-id">${esc(score.callId)}</span>
<span class="path">${score.path.map(stateChip).join('<b>→</b>')}</span>
<span class="call-facts">${esc(factsOf(score).join(' · '))}</span></summary>
${faults === '' ? '' : `<ul class="faults">${faults}</ul>`}
<ol class="talk">${score.conversation.map(momentItem).join('\n')}</ol>
<p class="when">${esc(score.startedAt)}</p>
</details>`;
}

/** A text with the quotes in it marked. */
export function markQuotes(text: string, quotes: readonly string[]): string {
  const spans = quotes
    .map((quote) => ({ start: text.indexOf(quote), length: quote.length }))
    .filter(({ start }) => start !== -1)
    .toSorted((a, b) => a.start - b.start);
  let marked = '';
  let at = 0;
  for (const { start, length } of spans) {
    if (start < at) continue;
    const quote = esc(text.slice(start, start + length));
    marked += `${esc(text.slice(at, start))}<mark title="in no record">${quote}</mark>`;
    at = start + length;
  }
  return marked + esc(text.slice(at));
}

function factsOf({ answers, latenciesMs, endedReason }: CallScore): string[] {
  const slowest = Math.max(0, ...latenciesMs);
  return [
    `${answers.length} tool call${answers.length === 1 ? '' : 's'}`,
    ...(latenciesMs.length === 0 ? [] : [`slowest ${slowest.toFixed(slowest < 100 ? 1 : 0)} ms`]),
    ...(endedReason === null ? [] : [endedReason]),
  ];
}

function stateChip(state: string): string {
  return `<i class="state ${esc(state)}">${esc(state)}</i>`;
}

function momentItem(moment: Moment): string {
  switch (moment.kind) {
    case 'said': {
      const { by, text, inventions } = moment;
      const said = markQuotes(text, inventions);
      return `<li class="${by}"><span class="who">${by}</span><p>${said}</p></li>`;
    }
    case 'asked': {
      const tool = `<code>${esc(moment.tool)}</code>`;
      return `<li class="tool">${tool} <span>${esc(moment.arguments)}</span></li>`;
    }
    case 'entered':
      return `<li class="turn">${moment.states.map(stateChip).join('→')}</li>`;
    case 'note':
      return `<li class="note">${esc(moment.text)}</li>`;
    case 'answered':
      return answerItem(moment);
    default:
      return moment satisfies never;
  }
}

type Answered = Extract<Moment, { kind: 'answered' }>;

function answerItem({ answer, latencyMs, inventions }: Answered): string {
  const { status, source, stale, sentence, accurate } = answer;
  const facts = [
    status,
    ...(source === null ? [] : [stale ? `${source}, stale` : source]),
    ...(latencyMs === null ? [] : [`${latencyMs.toFixed(1)} ms`]),
  ];
  return (
    `<li class="waybill${accurate === false ? ' wrong' : ''}"><span class="who">Waybill</span>` +
    `<p>${markQuotes(sentence, inventions)}</p>` +
    `<span class="facts">${esc(facts.join(' · '))}</span></li>`
  );
}
