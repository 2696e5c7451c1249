import { LIMITS } from '../../src/evaluation/limits.ts';
import { METRICS } from '../../src/evaluation/metrics.ts';

/** What --help prints. */
export const HELP = `npm run eval -- PATH... [options]  scores a journal, or plays and scores cases
npm run eval -- --capture CALL_ID  prints a case made of a recorded call
npm run eval -- --export vapi DIR [CASES]
                                   writes cases, ours if no others, as Vapi Evals: a file each, to
                                   post to https://api.vapi.ai/eval

No model judges: the same input gives the same scores. Several PATHs are the journals of several
machines, and are read as one; two different lines of a call with the same seq are named.

  --report FILE             writes a report; .html, .md, .csv (a call a line), .xml (JUnit) or .json;
                            as often as needed
  --json                    prints everything as JSON
  --show N                  most calls that a report shows in full, the worst first (50)
  --baseline FILE           fails when a metric is worse than in that file
  --save-baseline FILE      writes the metrics of this run as a baseline
  --latency-tolerance R     how much slower than the baseline is not yet worse (0.25: a quarter)
  --thresholds FILE         limits as JSON: {"min-groundedness": 1, "max-p95-ms": 500}
${LIMITS.map(helpOf).join('\n')}
  --from DIR                where --capture looks for the call, as often as there are journals
                            (TRANSCRIPTS_DIR's default)
  -h, --help                this

Rates are from 0 to 1, times in milliseconds. A limit on what cannot be measured fails.

Exit code: 0 all limits kept and all expectations met, 1 not so, or lines contradict one another,
2 the input cannot be used.

Metrics:
${METRICS.map(({ title, definition }) => `  ${title}: ${definition}`).join('\n')}

Cases are one JSON object per line; docs/eval-cases.md describes them.`;

function helpOf({ flag, least }: (typeof LIMITS)[number]): string {
  return `  --${`${flag} N`.padEnd(23)} ${least ? 'fails below' : 'fails above'} N`;
}
