/** One place in which what is kept differs from what is wanted; null stands for nothing there. */
export type Difference = { path: string; is: unknown; wanted: unknown };

type Fields = { readonly [name: string]: unknown };

/**
 * Where what is kept differs from what is wanted. What is kept beyond that, such as what Vapi fills
 * in by itself or somebody has added, is no difference.
 */
export function findDifferences(kept: unknown, wanted: unknown, path = ''): Difference[] {
  if (isFields(wanted) && (isFields(kept) || kept == null)) {
    return Object.entries(wanted).flatMap(([name, value]) =>
      value === undefined
        ? []
        : findDifferences(kept?.[name], value, path === '' ? name : `${path}.${name}`),
    );
  }
  if (Array.isArray(wanted) && Array.isArray(kept) && wanted.length === kept.length) {
    return wanted.flatMap((value, at) => findDifferences(kept[at], value, `${path}[${at}]`));
  }
  return JSON.stringify(kept) === JSON.stringify(wanted)
    ? []
    : [{ path, is: kept ?? null, wanted: wanted ?? null }];
}

/**
 * What is wanted on top of what is kept: Vapi replaces all that is under a name that is sent, so what
 * is sent has to hold the rest as well. A list that differs is wanted as a whole, and so is what is of
 * another provider, whose fields may be unknown to this one.
 */
export function mergeFields(kept: unknown, wanted: unknown): unknown {
  if (wanted === undefined) return kept;
  if (isFields(wanted) && isFields(kept) && !isOfAnotherProvider(kept, wanted)) {
    const merged = Object.entries(wanted).map(([name, value]) => [
      name,
      mergeFields(kept[name], value),
    ]);
    return { ...kept, ...Object.fromEntries(merged) };
  }
  return findDifferences(kept, wanted).length === 0 ? kept : wanted;
}

/** What has to be sent: each name under which something differs, whole. */
export function patchOf(kept: Fields, wanted: Fields): Record<string, unknown> {
  const names = Object.keys(wanted).filter(
    (name) => findDifferences(kept[name], wanted[name]).length > 0,
  );
  return Object.fromEntries(names.map((name) => [name, mergeFields(kept[name], wanted[name])]));
}

function isOfAnotherProvider(kept: Fields, wanted: Fields): boolean {
  return 'provider' in kept && 'provider' in wanted && kept.provider !== wanted.provider;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
