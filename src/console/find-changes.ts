/** A leaf that is another one after something happened; null where there was or is none. */
export type LeafChange = { path: string; before: unknown; after: unknown };

/** Every leaf in which two values differ as JSON, by its path; what came or went is told leaf by leaf. */
export function findChanges(before: unknown, after: unknown, path = ''): LeafChange[] {
  if (Object.is(before, after)) return [];
  if (isTree(before) && isTree(after) && Array.isArray(before) !== Array.isArray(after)) {
    return [...findChanges(before, null, path), ...findChanges(null, after, path)];
  }
  if (!isTree(before) && !isTree(after)) {
    return [{ path, before: before ?? null, after: after ?? null }];
  }
  const [old, now] = [isTree(before) ? before : {}, isTree(after) ? after : {}];
  const changes = [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) =>
    findChanges(old[key], now[key], path === '' ? key : `${path}.${key}`),
  );
  // An empty list is something, too.
  const isOnlyOne = !isTree(before) || !isTree(after);
  return changes.length === 0 && isOnlyOne && (before ?? after) !== undefined
    ? [{ path, before: before ?? null, after: after ?? null }]
    : changes;
}

/** The name of the field that a path leads to; that of the list for one of its items. */
export function fieldOf(path: string): string {
  return path.split('.').findLast((name) => !/^\d+$/.test(name)) ?? '';
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
