import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * Gauges whose names end like a counter's, which `promtool check metrics` refuses; each is the sum
 * of one that stays, by type.
 */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

let ofProcess: Registry | null = null;

/**
 * Event loop lag, garbage collection, memory and CPU time of this process. What they measure is the
 * process's and not one service's, and prom-client (15.1) can not stop its observers, so that there
 * is one set however many services are built. It keeps no process from ending.
 */
export function processRegistry(): Registry {
  if (ofProcess !== null) return ofProcess;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  ofProcess = registry;
  return registry;
}
