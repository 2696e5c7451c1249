/*
 * npm run demo: starts the service and an embedded Sanity in this process, plays calls over HTTP as
 * Vapi posts them, prints each, and exits 0 if every one went as expected.
 */
import { playScenario } from './demo/play-scenario.ts';
import { paint, printCall } from './demo/print-call.ts';
import { SCENARIOS } from './demo/scenarios.ts';
import { setStage } from './demo/stage.ts';

const stage = await setStage();
let wrong = 0;
try {
  console.log(`Waybill at ${stage.publicUrl}, Sanity embedded at ${stage.service.sanity.url}\n`);
  for (const [index, scenario] of SCENARIOS.entries()) {
    const played = await playScenario(scenario, stage);
    printCall(played, index + 1);
    if (played.faults.length > 0) wrong += 1;
  }
} finally {
  await stage.close();
}
const right = SCENARIOS.length - wrong;
console.log(
  wrong === 0
    ? paint('green', `All ${right} calls went as expected.`)
    : paint('red', `${wrong} of ${SCENARIOS.length} calls did not go as expected.`),
);
process.exitCode = wrong === 0 ? 0 : 1;
