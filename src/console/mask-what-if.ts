import type { Delivery } from '../../machines/delivery.ts';
import type { JournalLine } from '../recording/line.ts';
import type { ToldBranch, WhatIfTold } from '../replay/what-if.ts';
import { createMask } from './mask.ts';
import type { WhatIf } from './schema.ts';

/** Masks both branches by the lines of the call, and by the records that stand in the branches. */
export function maskWhatIf(
  { told, records }: { told: WhatIfTold; records: readonly Delivery[] },
  lines: readonly JournalLine[],
): WhatIf {
  const mask = createMask([...lines, records]);
  const branch = ({ path, moments, fault }: ToldBranch) => ({
    path,
    moments: moments.map((moment) => ({ ...moment, text: mask.text(moment.text) })),
    fault: fault && mask.text(fault),
  });
  return {
    isMasked: true,
    recorded: branch(told.recorded),
    changed: branch(told.changed),
    assumed: told.assumed.map(mask.text),
  };
}
