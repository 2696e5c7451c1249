/** A place where two JSON values differ, with the value on either side as text. */
export type Leaf = { path: string; recorded: string; replayed: string };

/** What stands for a value that one side lacks. */
const NOTHING = '(nothing)';

/** Every place where two values differ as JSON. The order of an object's fields does not count. */
export function findLeaves(recorded: unknown, replayed: unknown, path = ''): Leaf[] {
  if (isTree(recorded) && isTree(replayed) && Array.isArray(recorded) === Array.isArray(replayed)) {
    const keys = new Set([...Object.keys(recorded), ...Object.keys(replayed)]);
    return [...keys].flatMap((key) =>
      findLeaves(recorded[key], replayed[key], path === '' ? key : `${path}.${key}`),
    );
  }
  const leaf = { path, recorded: toText(recorded), replayed: toText(replayed) };
  return leaf.recorded === leaf.replayed && typeof recorded === typeof replayed ? [] : [leaf];
}

/** Whether a value has others in it. */
export function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Words stand as they are, anything else as JSON. */
function toText(value: unknown): string {
  if (value === undefined) return NOTHING;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
