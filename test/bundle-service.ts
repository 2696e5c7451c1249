import { join } from 'node:path';
import { buildService } from '../scripts/build-service.ts';

/** Where packages that are left out are found; the same place each time, as compiled code is kept by it. */
const DIR = join(import.meta.dirname, '../node_modules/.cache/waybill');

/**
 * Builds the service as the image has it, and gives the path of what starts it: for a test that
 * starts it again and again.
 */
export function bundleService(): Promise<string> {
  return buildService(DIR);
}
