/**
 * What many more calls than the heap can hold do to the service: floods a process of so much old
 * space with one event of each of so many calls, kills it, starts it again on the journal of that,
 * and once more a week later, while one call asks for its parcel all the time. Fails when a process
 * dies, or when that call is not answered.
 */

import { parseArgs } from 'node:util';
import { surviveFlood } from './bench-memory/survive-flood.ts';

const { values } = parseArgs({
  options: {
    'old-space': { type: 'string', default: '256' },
    calls: { type: 'string', default: '60000' },
    connections: { type: 'string', default: '20' },
  },
});

const lives = await surviveFlood({
  nodeOptions: [`--max-old-space-size=${values['old-space']}`],
  settings: {},
  calls: Number(values.calls),
  connections: Number(values.connections),
});
for (const [number, life] of lives.entries()) {
  console.log(['\nFlooded', '\nStarted again after kill -9', '\nA week later'][number]);
  for (const [what, value] of Object.entries(life)) {
    console.log(`  ${what.padEnd(15)} ${JSON.stringify(value)}`);
  }
}
const isAnswered = lives.every(({ toolCalls: { success = 0, ...others } }) => {
  return success > 0 && Object.keys(others).length === 0;
});
if (!isAnswered) process.exitCode = 1;
