/** A process that answers every question for a parcel at once, as Content Lake would. */
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  request.resume();
  const url = new URL(request.url ?? '', 'http://localhost');
  if (url.pathname.includes('/listen/')) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: welcome\ndata: {"listenerName":"bench"}\n\n');
    return;
  }
  const trackingNumber = url.searchParams.get('$trackingNumber');
  const result = trackingNumber === null ? [] : [recordOf(JSON.parse(trackingNumber))];
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ ms: 1, result }));
});

function recordOf(trackingNumber: string): object {
  return {
    _id: `delivery-${trackingNumber}`,
    trackingNumber,
    status: 'out_for_delivery',
    customerName: 'Maria Gonzalez',
    customerPhone: '+12025550101',
    estimatedDelivery: '2026-11-24T16:30:00-05:00',
    issueMessage: 'Please have an ID ready: a signature is required.',
  };
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  console.log(
    JSON.stringify({ event: 'process.listening', publicUrl: `http://127.0.0.1:${port}` }),
  );
});
