/*
 * npm run restate:register: tells Restate where the calls are served. Safe to run again.
 */
import { loadRestateConfig } from '../src/config.ts';
import { listDrained, registerDeployment } from '../src/restate/register.ts';
import { Misuse, runSimple } from './command.ts';

const HELP = `npm run restate:register [-- options]

Tells Restate (RESTATE_ADMIN_URL) where this release serves the calls, and which deployments of earlier
releases have nothing left to do. Safe to run again: what is known already changes nothing.

  --url URL    where Restate reaches the release: one URL before all of its processes
               (http://RESTATE_SERVICE_HOST:RESTATE_SERVICE_PORT)
  --admin URL  Restate's admin API, in the place of RESTATE_ADMIN_URL
  -h, --help   this

Exit code: 0 when it is registered, 1 when Restate refuses or cannot be reached, 2 for wrong arguments.`;

await runSimple({
  help: HELP,
  flags: { url: { type: 'string' }, admin: { type: 'string' } },
  async run(values) {
    const reading = loadRestateConfig(values.admin ? { RESTATE_ADMIN_URL: values.admin } : {});
    if (!reading.ok) throw new Misuse(reading.faults.join('; '));
    const { adminUrl, serviceHost, servicePort } = reading.restate;
    if (adminUrl === undefined) throw new Misuse('RESTATE_ADMIN_URL is missing: or give --admin');
    const host = serviceHost.includes(':') ? `[${serviceHost}]` : serviceHost;
    const uri = values.url ?? `http://${host}:${servicePort}`;
    try {
      const { id, isNew } = await registerDeployment(fetch, adminUrl, uri);
      console.log(`${uri} is ${isNew ? 'registered' : 'known already'} as ${id}`);
      const drained = await listDrained(fetch, adminUrl);
      for (const other of drained) {
        if (other.id !== id) console.log(`${other.uri} (${other.id}) has nothing left to do`);
      }
      return 0;
    } catch (error) {
      console.error(error instanceof Error ? error.message : String(error));
      return 1;
    }
  },
});
