import { runEngine } from '../calls/run-engine.ts';
import { holdToContract } from './contract.ts';

holdToContract('local', runEngine);
