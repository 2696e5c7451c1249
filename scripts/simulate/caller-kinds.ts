/** How a caller is between whom and the service a model stands; each is met about as often. */
export const MANNERS = [
  ...['patient', 'patient', 'confused', 'interrupting', 'hanging up', 'misheard', 'correcting'],
  ...['two numbers', 'silent', 'abusive', 'without a number'],
] as const;

/** How a caller without a model is; each is met about as often. */
export const TALKING_MANNERS = [
  ...['patient', 'patient', 'wavering', 'misheard', 'in parts', 'impatient', 'rambling'],
  ...['denying', 'two numbers', 'idle', 'without a number'],
] as const;

/** A kind of caller: how they are, and whether a model stands between. */
export type CallerKind = string;

/** Every kind that there is. */
export const CALLER_KINDS: ReadonlySet<CallerKind> = new Set([
  ...MANNERS.map((manner) => kindOf(manner, false)),
  ...TALKING_MANNERS.map((manner) => kindOf(manner, true)),
]);

/** The kind of a caller. */
export function kindOf(manner: string, isTalked: boolean): CallerKind {
  return isTalked ? `${manner}, without a model` : manner;
}
