import { crc32 } from 'node:zlib';

/** A seal is this, at most ten digits, and the brace that ends the object. */
const NAME = Buffer.from(',"crc":');
const DIGITS_MAX = 10;

const BRACE = '}'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);

/** A JSON object as it was before it was sealed, or that its bytes are not those that were sealed. */
export type Unsealed = { text: string; isSealed: boolean } | null;

/**
 * Writes an object as JSON with a last field `crc`: the CRC-32 of the text without that field. A
 * bit that flips inside a string leaves valid JSON behind; this tells.
 */
export function seal(object: object): string {
  return sealText(JSON.stringify(object));
}

/** The same, of what is JSON already. */
export function sealText(text: string): string {
  return `${text.slice(0, -1)},"crc":${crc32(text)}}`;
}

/** Checks and takes off the seal; a text without one passes as it is. */
export function unseal(bytes: Buffer): Unsealed {
  const found = findSeal(bytes);
  if (found === null) return { text: bytes.toString(), isSealed: false };
  return endingAt(bytes, found.comma, (body) =>
    crc32(body) === found.crc ? { text: body.toString(), isSealed: true } : null,
  );
}

/** Whether an object has a seal, and its bytes are those that were sealed. */
export function isSealed(bytes: Buffer): boolean {
  const found = findSeal(bytes);
  return found !== null && endingAt(bytes, found.comma, crc32) === found.crc;
}

/**
 * The bytes of an object up to the comma before one of its fields, ended there. They are lent to `read`
 * alone: a copy of every line would cost as much as checking it.
 */
export function endingAt<Result>(
  bytes: Buffer,
  comma: number,
  read: (body: Buffer) => Result,
): Result {
  const before = bytes[comma] ?? 0;
  bytes[comma] = BRACE;
  try {
    return read(bytes.subarray(0, comma + 1));
  } finally {
    bytes[comma] = before;
  }
}

function findSeal(bytes: Buffer): { comma: number; crc: number } | null {
  const end = bytes.length - 1;
  let crc = 0;
  let digits = 0;
  for (; digits <= DIGITS_MAX; digits += 1) {
    const digit = (bytes[end - 1 - digits] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) break;
    crc += digit * 10 ** digits;
  }
  const comma = end - digits - NAME.length;
  const isSeal = bytes[end] === BRACE && digits > 0 && digits <= DIGITS_MAX && comma >= 0;
  return isSeal && NAME.compare(bytes, comma, end - digits) === 0 ? { comma, crc } : null;
}
