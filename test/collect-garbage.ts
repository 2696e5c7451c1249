import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc: () => void = runInNewContext('gc');

/** Whether nothing holds an object any more, once what is under way in this turn has ended. */
export async function isCollected(held: WeakRef<object>): Promise<boolean> {
  // What a WeakRef has given is held until the end of the turn.
  await new Promise(setImmediate);
  gc();
  return held.deref() === undefined;
}
