import type { Saying } from '../../machines/reply.ts';

/** Every saying that states no fact and takes none: its sentence is fixed. */
export type FixedSaying = Extract<
  Saying['about'],
  'unavailable' | 'handoff' | 'unknownTool' | 'badArguments' | 'callEnded' | 'internalFault'
>;

/**
 * The fixed sentences. The name of a tool that was misused is not among the words: it comes from
 * the wire, and a caller can do nothing with it.
 */
export const FALLBACK_SENTENCES: Readonly<Record<FixedSaying, string>> = {
  unavailable:
    "I can't reach the delivery records right now. Shall I try again, or get a person to help you?",
  handoff: "I'll get a person to help you. One moment, please.",
  unknownTool:
    "That isn't something I can do. I can look up a parcel for you, or get a person to help you.",
  badArguments: "I'm sorry, I didn't get that. Could you say it again, please?",
  callEnded: "This call has ended, so I can't look anything up any more.",
  internalFault:
    "I'm sorry, something went wrong on my side. Would you like me to get a person to help you?",
};
