/*
 * npm run health: asks a running service on both ports how it is, for people and for machines.
 */
import { loadAdminToken } from '../src/config.ts';
import { Misuse, runCommand } from './command.ts';
import { askAll } from './health/ask.ts';
import { readHealthOptions } from './health/options.ts';
import { printTable } from './health/print-table.ts';
import { EXIT_CODES, worstOf } from './health/verdict.ts';

const HELP = `npm run health [-- options]

Asks a running service whether it is alive on both ports and whether calls can be served.

  --public URL   the public server (http://127.0.0.1:3000)
  --admin URL    the internal server (http://127.0.0.1:9090)
  --token TOKEN  ADMIN_TOKEN of that service, if it has one; without it, the one that is set here
  --json         prints {"status", "checks": [...]} for a program to read
  -h, --help     this

Exit code: 0 when all is well, 1 when it answers but something is not ready, 2 when it cannot be
asked (no answer in 2 s, or the token is refused) or for wrong arguments.`;

/** Longest time for one request. */
const TIMEOUT_MS = 2000;

await runCommand({
  help: HELP,
  read: readHealthOptions,
  async run({ publicUrl, adminUrl, token: given, isJson }) {
    const token = given ?? readToken();
    const now = () => performance.now();
    const answers = await askAll({ publicUrl, adminUrl, token, fetch, now, timeoutMs: TIMEOUT_MS });
    const status = worstOf(answers);
    if (isJson) console.log(JSON.stringify({ status, checks: answers }, null, 2));
    else printTable(answers);
    return EXIT_CODES[status];
  },
});

/** Out of the environment or .env, as the service has it. */
function readToken(): string | null {
  const reading = loadAdminToken();
  if (reading.ok) return reading.token;
  throw new Misuse(reading.faults.join('; '));
}
