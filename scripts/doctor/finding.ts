/** How a check came out; a `note` is allowed, and probably not meant. */
export type Verdict = 'ok' | 'note' | 'fault';

/** What is looked at, in the order in which it is told. */
export type Area = 'Settings' | 'Sanity' | 'Vapi' | 'Clock' | 'Journal';

/** One thing that was looked at, and what came of it; advice only where something is the matter. */
export type Finding = {
  area: Area;
  check: string;
  verdict: Verdict;
  detail: string;
  advice: string | null;
};

/** Makes the findings of one area. */
export function reporter(area: Area) {
  const make =
    (verdict: Verdict) =>
    (check: string, detail: string, advice: string | null = null): Finding => ({
      area,
      check,
      verdict,
      detail,
      advice,
    });
  return { ok: make('ok'), note: make('note'), fault: make('fault') };
}

/** A number of things, with their name. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
