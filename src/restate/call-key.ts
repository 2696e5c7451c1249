import { createHash } from 'node:crypto';

/** What stands in a path as it is, and is no mark of ours. */
const PLAIN = /^[A-Za-z0-9_:-]{1,128}$/;

/**
 * The key of a call's object: the call ID, or a hash of it where it is too long, or holds what a path, a
 * log or a text in UTF-8 may change. No two IDs have the same.
 */
export function callKey(callId: string): string {
  if (PLAIN.test(callId)) return callId;
  // As JSON, half of a character is told from what UTF-8 would put in its place.
  return `~${createHash('sha256').update(JSON.stringify(callId)).digest('base64url')}`;
}
