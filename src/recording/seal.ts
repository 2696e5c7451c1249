import { crc32 } from 'node:zlib';

const SEAL = /,"crc":(\d{1,10})\}$/;
/** The longest that a seal can be. */
const SEAL_BYTES_MAX = 18;

/** A JSON object as it was before it was sealed, or that its bytes are not those that were sealed. */
export type Unsealed = { text: string; isSealed: boolean } | null;

/**
 * Writes an object as JSON with a last field `crc`: the CRC-32 of the text without that field. A
 * bit that flips inside a string leaves valid JSON behind; this tells.
 */
export function seal(object: object): string {
  const text = JSON.stringify(object);
  return `${text.slice(0, -1)},"crc":${crc32(text)}}`;
}

/** Checks and takes off the seal; a text without one passes as it is. */
export function unseal(bytes: Buffer): Unsealed {
  const [found, crc] = SEAL.exec(bytes.toString('latin1', bytes.length - SEAL_BYTES_MAX)) ?? [];
  if (found === undefined) return { text: bytes.toString(), isSealed: false };
  const body = bytes.subarray(0, bytes.length - found.length);
  if (crc32('}', crc32(body)) !== Number(crc)) return null;
  return { text: `${body.toString()}}`, isSealed: true };
}
