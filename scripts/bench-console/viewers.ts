/** A worker whose viewers read the console's stream, and count the events in it. */
import { get, type IncomingMessage } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

/** What viewers saw. */
export type ViewersResult = { events: number; bytes: number };

const { port, viewers, durationMs } = workerData;
const result: ViewersResult = { events: 0, bytes: 0 };

function read(response: IncomingMessage): void {
  response.on('data', (chunk: Buffer) => {
    result.bytes += chunk.length;
    if (chunk.includes('data: ')) result.events += 1;
  });
}

const requests = Array.from({ length: viewers }, () => {
  const request = get({ port, host: '127.0.0.1', path: '/api/stream' }, read);
  request.on('error', () => {});
  return request;
});
setTimeout(() => {
  for (const request of requests) request.destroy();
  parentPort?.postMessage(result);
}, durationMs);
