import type { Delivery } from '../../machines/delivery.ts';
import type { ToldBranch, WhatIfTold } from '../replay/what-if.ts';
import type { MaskWords } from './mask-words.ts';
import type { WhatIf } from './schema.ts';

/** Masks both branches by the records that stand in them. */
export function maskWhatIf(
  { told, records }: { told: WhatIfTold; records: readonly Delivery[] },
  mask: MaskWords,
): WhatIf {
  const branch = ({ path, moments, fault }: ToldBranch) => ({
    path,
    moments: moments.map((moment) => ({ ...moment, text: mask(moment.text, records) })),
    fault: fault && mask(fault, records),
  });
  return {
    isMasked: true,
    recorded: branch(told.recorded),
    changed: branch(told.changed),
    assumed: told.assumed.map((text) => mask(text, records)),
  };
}
