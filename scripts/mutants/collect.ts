/*
 * What test files get in place of node:test while mutants are tried: their tests are kept, so that
 * those that reach a mutant can be run again and again in a process that has loaded everything once.
 */

type Deed = () => unknown;
type Body = (context: Context) => unknown;
type Context = {
  name: string;
  after(deed: Deed): void;
  test(name: string, body: Body): Promise<void>;
};

/** A test that was found, by a name of its own. */
export type Collected = { id: string; run: () => Promise<void> };

const collected: Collected[] = [];

/** All tests of the files that were loaded, in their order. */
export function collectedTests(): readonly Collected[] {
  return collected;
}

/** Keeps a test; options of node:test make no difference here. */
export function test(name: string, ...rest: unknown[]): void {
  const body = rest.at(-1) as Body;
  const like = collected.filter(({ id }) => id === name || id.startsWith(`${name} #`)).length;
  const id = like === 0 ? name : `${name} #${like + 1}`;
  collected.push({ id, run: () => runBody(name, body) });
}

async function runBody(name: string, body: Body): Promise<void> {
  const deeds: Deed[] = [];
  const context: Context = {
    name,
    after: (deed) => deeds.push(deed),
    test: (inner, innerBody) => runBody(inner, innerBody),
  };
  try {
    await body(context);
  } finally {
    for (const deed of deeds.toReversed()) await deed();
  }
}

/** A suite is its tests. */
export function describe(_name: string, ...rest: unknown[]): void {
  (rest.at(-1) as Deed)();
}
