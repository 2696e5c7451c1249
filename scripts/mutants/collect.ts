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

/** A deed that is done once, whoever asks first. */
type Promising = () => Promise<unknown>;

/** A test that was found, by a name of its own. */
export type Collected = { id: string; run: () => Promise<void> };

const collected: Collected[] = [];
/** What the suites that are being read want done before their first test. */
const suites: Promising[][] = [[]];

/** All tests of the files that were loaded, in their order. */
export function collectedTests(): readonly Collected[] {
  return [...collected];
}

/** Before files are loaded anew. */
export function forgetTests(): void {
  collected.length = 0;
  suites.splice(0, suites.length, []);
}

/** Keeps a test; options of node:test make no difference here. */
export function test(name: string, ...rest: unknown[]): void {
  const body = rest.at(-1) as Body;
  const like = collected.filter(({ id }) => id === name || id.startsWith(`${name} #`)).length;
  const id = like === 0 ? name : `${name} #${like + 1}`;
  const prepare = suites.flat();
  const run = async () => {
    for (const deed of prepare) await deed();
    await runBody(name, body);
  };
  collected.push({ id, run });
}

export { test as it };

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

/** A suite is its tests, and what has to be done before them. */
export function describe(_name: string, ...rest: unknown[]): void {
  suites.push([]);
  (rest.at(-1) as Deed)();
  suites.pop();
}

/** Done once, before the first test of the suite that comes after it. */
export function before(deed: Deed): void {
  let done: Promise<unknown> | undefined;
  suites.at(-1)?.push(() => {
    done ??= Promise.resolve(deed());
    return done;
  });
}

/** A suite has no end here: any of its tests may run again. What it opened ends with the process. */
export function after(): void {}
