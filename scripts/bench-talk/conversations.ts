import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TurnContext } from '../../machines/listening/meant.ts';

/** Where a call stands at a turn, in one word. */
const CONTEXTS = {
  need: { state: 'need', asked: 'number' },
  which: { state: 'need', asked: 'which' },
  confirm: { state: 'confirm', asked: 'readBack' },
  identity: { state: 'confirm', asked: 'identity' },
  report: { state: 'report', asked: 'anythingElse' },
  /** After an answer that asks nothing. */
  told: { state: 'report', asked: null },
  /** After "shall I get a person to help you?" */
  fallback: { state: 'fallback', asked: null },
} as const satisfies Record<string, Omit<TurnContext, 'onTable'>>;

/**
 * A turn and what it means: what the kinds of `Meant` are called, with the topic that is asked for and
 * the characters that are given, in the order in which they are said, ` + ` between; `|` between
 * meanings that are as good.
 */
export type WrittenTurn = { at: keyof typeof CONTEXTS; said: string; meant: string };

/** A conversation of ours, of one family; its number is read back from `confirm` on. */
export type Conversation = {
  family: string;
  onTable: string | null;
  turns: readonly WrittenTurn[];
  /** Whether it is only measured on: rules are made by the others. */
  isAside: boolean;
};

/** The family that is set aside. */
const ASIDE = 'aside-calls';

/** Reads every conversation of a directory, where each family has a file. */
export function readConversations(directory: string): Conversation[] {
  const files = globSync('*.json', { cwd: directory }).toSorted();
  return files.flatMap((file) => {
    const family = basename(file, '.json');
    const written = JSON.parse(readFileSync(join(directory, file), 'utf8'));
    return (written as Pick<Conversation, 'onTable' | 'turns'>[]).map((it) => ({
      ...it,
      family,
      isAside: family === ASIDE,
    }));
  });
}

/** Where the call stands at a turn of a conversation. */
export function contextOf({ at }: WrittenTurn, { onTable }: Conversation): TurnContext {
  const context = CONTEXTS[at];
  return { ...context, onTable: context.state === 'need' ? null : onTable };
}
