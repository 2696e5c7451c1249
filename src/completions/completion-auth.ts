import { isSameSecret } from '../vapi/auth.ts';

/**
 * Whether a request has one of the keys as its bearer token (RFC 6750, section 2.1). All of them are
 * compared, each in constant time, so that nothing of a key is told by how long it takes.
 */
export function hasKey(authorization: string | undefined, keys: readonly string[]): boolean {
  const given = authorization?.match(/^bearer +(.+)$/i)?.[1];
  if (given === undefined) return false;
  return keys.map((key) => key !== '' && isSameSecret(given, key)).includes(true);
}
