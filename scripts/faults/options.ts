import { type NoReading, readArguments, readWhole, refuseWords } from '../command.ts';
import { HOUR_ASSUMPTIONS } from './imagined-calls.ts';

const { deliveries, callsPerHour, issueShare, againShare } = HOUR_ASSUMPTIONS;

/** What the program says of itself. */
export const HELP = `npm run faults -- [options]

Starts the real service, with default settings, on an embedded Sanity behind a proxy that does harm
over its sockets, and posts tool calls to it over HTTP. For each fault: a third of the numbers are in
the cache and stale, a third are on record only, a third do not exist; the breaker is closed before
each tool call, so that each takes the longest way, then left alone to see it open. Then:

- records as editors and importers leave them: fields missing, null, of the wrong type, odd in
  spelling or hostile, with what callers hear of each and what the operator finds in the log;
- an outage and its end: twenty callers at once, one probe, twenty answers;
- lookups of many numbers while 30 % of all requests fail by random, each in one of several ways;
  three attempts at 30 % leave 97.3 % to be expected;
- a simulated hour, on a clock moved by hand, for the hit rate of the cache. It takes for granted:
  ${deliveries} deliveries, the n-th asked for 1/n as often as the first; ${callsPerHour} calls an hour, independent of
  each other; the first question 10 to 25 s into a call; ${issueShare * 100} % ask what is wrong, too, ${againShare * 100} % ask again
  after 1 to 2 minutes; ten minutes to warm up, which are not counted.

Exits 1 if an answer came later than REPLY_DEADLINE_MS + 150 ms or not at all, if a word of one is
not in the dataset, if a socket or timer was left, if Sanity was asked more than 3 times for one
tool call or at all with the breaker open, if less than 97 % of the random lookups ended fresh, or
if the hit rate is not above 60 %. A fault with late answers alone, while the whole process stood
still, is tried once more.

  --only TEXT     only faults with this in their name ("imperfect"), without lookups and hour
  --asks N        tool calls for each fault, besides those that try the breaker (60)
  --workers N     how many at a time (5)
  --lookups N     lookups with random failures (2000)
  --seed N        seed of all random (2)
  -h, --help      this`;

/** What the program was asked to do. */
export type Options = {
  ok: true;
  do: 'run';
  only: string | null;
  asks: number;
  workers: number;
  lookups: number;
  seed: number;
};

const FLAGS = {
  only: { type: 'string' },
  asks: { type: 'string', default: '60' },
  workers: { type: 'string', default: '5' },
  lookups: { type: 'string', default: '2000' },
  seed: { type: 'string', default: '2' },
} as const;

/** Reads the program's arguments. */
export function readOptions(args: string[]): Options | NoReading {
  return readArguments(args, FLAGS, (values, positionals) => {
    refuseWords(positionals);
    return {
      ok: true,
      do: 'run',
      only: values.only ?? null,
      asks: readWhole('asks', values.asks, 1, 75),
      workers: readWhole('workers', values.workers, 1, 50),
      lookups: readWhole('lookups', values.lookups, 1, 100_000),
      seed: readWhole('seed', values.seed, 1, 999_999_999),
    };
  });
}
