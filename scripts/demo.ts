import { buildConsole } from './build-console.ts';
import { runSimple } from './command.ts';
import { playScenario } from './demo/play-scenario.ts';
import { paint, printCall } from './demo/print-call.ts';
import { SCENARIOS } from './demo/scenarios.ts';
import { setStage } from './demo/stage.ts';

const HELP = `npm run demo

Starts the service and an embedded Sanity in this process, on free ports, plays calls over HTTP as
Vapi posts them, and prints each. Needs no account and no network.

  -h, --help   this

Exit code: 0 when every call went as expected, 1 when one did not, 2 for wrong arguments.`;

await runSimple({
  help: HELP,
  async run() {
    await buildConsole();
    const stage = await setStage();
    let wrong = 0;
    try {
      console.log(
        `Waybill at ${stage.publicUrl}, Sanity embedded at ${stage.service.sanity.url}\n`,
      );
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
    return wrong === 0 ? 0 : 1;
  },
});
