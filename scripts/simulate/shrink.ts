import { FAULT_NAMES, type FaultName } from './faults.ts';
import { live, type WorldPlan, type WorldResult } from './world.ts';

/** The least of a world in which the same goes wrong. */
export type Shrunk = { callers: number[]; faults: FaultName[]; result: WorldResult };

/**
 * Leaves out callers and kinds of fault, one after another, as long as something of the same kind goes
 * wrong: each has choices of its own, so that what is left stays much as it was.
 */
export async function shrink(plan: WorldPlan): Promise<Shrunk> {
  let result = await live(plan);
  const wrong = result.violations[0]?.wrong;
  let callers = [...plan.callers];
  let faults = FAULT_NAMES.filter((name) => result.kinds.includes(name) || isOfStart(name, plan));
  const stillFails = async (fewer: number[], kinder: FaultName[]) => {
    const tried = await live({ ...plan, callers: fewer, faults: new Set(kinder) });
    if (!tried.violations.some((each) => each.wrong === wrong)) return false;
    result = tried;
    return true;
  };
  for (const name of [...faults]) {
    const without = faults.filter((each) => each !== name);
    if (await stillFails(callers, without)) faults = without;
  }
  for (const caller of [...callers]) {
    const without = callers.filter((each) => each !== caller);
    if (without.length > 0 && (await stillFails(without, faults))) callers = without;
  }
  return { callers, faults, result };
}

/** These two decide when a world begins. */
function isOfStart(name: FaultName, { faults }: WorldPlan): boolean {
  return faults.has(name) && (name === 'clock-midnight' || name === 'clock-dst');
}
