import type { RunEngine } from '../calls/run-engine.ts';
import { type RestateStage, setRestateStage, WITHOUT_SERVER } from '../restate/run-restate.ts';
import { holdToContract } from './contract.ts';

for (const [name, settings] of [
  ['restate', {}],
  // Every step is begun anew at each of its awaits.
  ['restate, forced to replay', { RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT: '0s' }],
] as const) {
  let stage: RestateStage | null = null;
  const runEngine: RunEngine = (others) => {
    if (stage === null) throw new Error('Cannot run an engine: the stage is not set');
    return stage.run(others);
  };
  holdToContract(name, runEngine, {
    skip: WITHOUT_SERVER,
    set: async () => {
      stage = await setRestateStage(settings);
    },
    strike: async () => stage?.close(),
  });
}
