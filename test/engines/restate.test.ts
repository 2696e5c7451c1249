import type { RunEngine } from '../calls/run-engine.ts';
import { type RestateStage, setRestateStage, WITHOUT_SERVER } from '../restate/run-restate.ts';
import { holdToContract } from './contract.ts';

let stage: RestateStage | null = null;

const runEngine: RunEngine = (others) => {
  if (stage === null) throw new Error('Cannot run an engine: the stage is not set');
  return stage.run(others);
};

holdToContract('restate', runEngine, {
  skip: WITHOUT_SERVER,
  set: async () => {
    stage = await setRestateStage();
  },
  strike: async () => stage?.close(),
});
