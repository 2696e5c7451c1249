import { parentPort } from 'node:worker_threads';
import { carryOut, type Order } from './threads.ts';

/** A thread that does what it is given to do, one piece of work after another. */
parentPort?.on('message', (order: Order) => {
  carryOut(order).then((result) => parentPort?.postMessage(result));
});
