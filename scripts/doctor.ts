/*
 * npm run doctor: reads the settings as the service would, asks Sanity and, with a key, Vapi, and says
 * what is wrong and what to do about it. It changes nothing.
 */
import * as disk from 'node:fs/promises';
import { normalizeTrackingNumber } from '../machines/tracking-number.ts';
import { systemEdges } from '../src/system-edges.ts';
import { Misuse, runSimple } from './command.ts';
import { examine } from './doctor/examine.ts';
import { countBy, printFindings } from './doctor/print-findings.ts';

const HELP = `npm run doctor [-- options]

Reads the settings as the service would and looks at what they lead to: what Sanity answers and what
callers would hear, how Vapi proves itself, the clock, the disk of the journal. With VAPI_API_KEY it
also compares the assistant that Vapi keeps with ours. It changes nothing.

  --number N   the record of a tracking number, and what would be said of it; several times, or the
               latest that there is
  --json       prints {"faults", "findings": [...]} for a program to read
  -h, --help   this

Exit code: 0 when nothing is wrong, notes apart; 1 when something is; 2 for wrong arguments.`;

/** Longest time for one question. */
const TIMEOUT_MS = 10_000;

await runSimple({
  help: HELP,
  flags: {
    number: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  },
  async run({ number, json }) {
    const findings = await examine({
      numbers: number.map(readNumber),
      edges: systemEdges,
      disk,
      processId: process.pid,
      timeoutMs: TIMEOUT_MS,
    });
    const faults = countBy(findings, 'fault');
    if (json) console.log(JSON.stringify({ faults, findings }, null, 2));
    else printFindings(findings);
    return faults > 0 ? 1 : 0;
  },
});

function readNumber(written: string): string {
  const reading = normalizeTrackingNumber(written);
  if (reading.ok) return reading.trackingNumber;
  throw new Misuse(`--number is ${JSON.stringify(written)}: no tracking number, ${reading.fault}`);
}
