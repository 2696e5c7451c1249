import type { Manner } from '../../machines/reply.ts';

/** A parcel that nothing needs to tell apart, of which the caller was not told yet. */
export const PLAIN: Manner = { naming: 'none', speakName: false, isTold: false, closes: false };
