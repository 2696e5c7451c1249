import type { Reply } from '../../machines/reply.ts';
import { sentence } from './sentence.ts';

/** What a caller who was told that the records cannot be reached hears when they are after all. */
export function lateSentence(reply: Reply): string {
  return `Thank you for waiting. ${sentence(reply)}`;
}
