import type { AskedTopic } from '../languages/listening-words.ts';
import type { CallState } from '../reply.ts';

/**
 * One thing that is meant by a turn. What was `heard` is in the caller's words: a `number` is to be read
 * by readNumber(), which may find a fault with it, a `fragment` by joinPieces(), a `correction` by
 * readCorrection(), an `answer` (which of several, or who calls) by whoever has asked.
 */
export type Meant =
  | { kind: 'number' | 'fragment' | 'correction' | 'answer'; heard: string }
  | { kind: 'ask'; topic: AskedTopic }
  | { kind: 'repeat'; slower: boolean }
  | {
      kind:
        | 'yes'
        | 'no'
        | 'anotherParcel'
        | 'wrongParcel'
        | 'human'
        | 'wait'
        | 'thanks'
        | 'goodbye'
        | 'noNumber'
        | 'offTopic'
        | 'abuse'
        | 'greeting'
        | 'nothing';
    };

/** What was asked last: for a number, whether it is right, what else, which parcel, who calls. */
export type Asked = 'number' | 'readBack' | 'anythingElse' | 'which' | 'identity';

/** Where a call stands when a turn comes. */
export type TurnContext = {
  state: CallState;
  /** The number that was read back, or reported on last. */
  onTable: string | null;
  /** Null where nothing was asked, or only whether a person is wanted. */
  asked: Asked | null;
};

/** Something that was found, and where in the turn: in which part, and where in that. */
export type Found = { part: number; index: number; meant: Meant };

/** Words of a part that say something else than its signs, or what is left of them. */
export type Rest = {
  part: number;
  text: string;
  isAsked: boolean;
  /** Whether they stand by themselves, and not around a sign that tells what the part is about. */
  isWhole: boolean;
};
