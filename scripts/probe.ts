/*
 * The image's health check: exits 0 if the public port answers its probe. It knows the port as the
 * service does, from HOST and PORT; there is no curl in the image.
 */
const host = (process.env.HOST ?? '').replace(/[[\]]/g, '');
const isEvery = ['', '0.0.0.0', '::'].includes(host);
const name = isEvery ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;

try {
  const { ok } = await fetch(`http://${name}:${process.env.PORT || 3000}/healthz`);
  process.exitCode = ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
