/*
 * npm run crash: kills the real process again and again, and accounts for every answer that it gave.
 * Exits 1 if one is lost, or is another one the next time.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLines } from '../src/recording/read-lines.ts';
import { systemEdges } from '../src/system-edges.ts';
import { readWhole, runSimple } from './command.ts';
import { type DiskKill, type ServiceLife, startLife } from './crash/service-life.ts';
import { startEmbeddedSanity } from './embedded-sanity/server.ts';
import { embeddedEnvironment } from './embedded-service.ts';
import { type Choices, seededChoices } from './traffic/random.ts';

const HELP = `npm run crash [-- options]

Starts the real service, asks it for parcels in 24 calls, and kills it (kill -9), by turns:
- from outside, with all asking at once, after every number of answers or while they are on their way;
- by its own disk, with one asking after the other: at its first write, its second, and so on, before
  the write, in the middle of it, and after it.
The next process is asked the same once more. In the end every answer that was received is on record,
byte for byte.

  --kills N    how often (200)
  --seed S     of the moments in between (1)
  -h, --help   this

Exit code: 0 when every answer is accounted for, 1 when one is not or there was none, 2 for wrong
arguments.`;

const CALLS = 24;
/** Shares no factor with how many numbers of answers there are, so that each of them has its turn. */
const STEP = 7;
const MOMENT_MS_MAX = 6;
const MOMENTS: readonly DiskKill['moment'][] = ['before', 'half', 'after'];

type Received = { call: string; id: string; text: string };

class Crashing {
  readonly #env: Record<string, string>;
  readonly #dir: string;
  readonly #choices: Choices;
  /** All that was received of services that recorded, and of these what the next one is asked again. */
  readonly #all: Received[] = [];
  #before: Received[] = [];
  /** The next write to be killed at; all three moments of one before the next write. */
  #point = 0;
  #others = 0;
  #untold = 0;
  #unrecorded = 0;
  readonly #killed = { outside: 0, atWrite: 0, atStart: 0 };
  #writesMost = 0;

  constructor(env: Record<string, string>, dir: string, choices: Choices) {
    this.#env = env;
    this.#dir = dir;
    this.#choices = choices;
  }

  async run(kills: number): Promise<number> {
    for (let life = 0; life < kills; life += 1) {
      await (life % 2 === 0 ? this.#killFromOutside(life) : this.#killAtWrite(life));
      if (process.stdout.isTTY) process.stdout.write(`\r${life + 1} of ${kills} `);
    }
    const lost = await this.#countLost();
    const { outside, atWrite, atStart } = this.#killed;
    console.log(
      `${kills} kills: ${outside} from outside, ${atWrite} at a write, up to write ${this.#writesMost} ` +
        `of a process, ${atStart} of these before it listened\n` +
        `${this.#all.length} answers accounted for, ${this.#untold} not given, ` +
        `${this.#unrecorded} processes with a disk too slow to record on\n` +
        `${lost} lost, ${this.#others} that were another one the next time`,
    );
    // Nothing is shown where every disk was too slow to promise anything.
    return lost + this.#others === 0 && this.#all.length > 0 ? 0 : 1;
  }

  async #killFromOutside(life: number): Promise<void> {
    const service = await this.#start(null);
    if (service === null) throw new Error('Cannot kill the service: it is dead');
    await this.#askAgain(service);
    const received: Received[] = [];
    const enough = Promise.withResolvers<void>();
    const killAfter = ((life / 2) * STEP) % (CALLS + 1);
    if (killAfter === 0) enough.resolve();
    const asking = Array.from({ length: CALLS }, async (_, index) => {
      const told = await this.#ask(service, life, index);
      if (told !== null && received.push(told) === killAfter) enough.resolve();
    });
    await enough.promise;
    const momentMs = this.#choices.next() * MOMENT_MS_MAX;
    await new Promise((resolve) => setTimeout(resolve, momentMs));
    await Promise.all([service.kill(), ...asking]);
    this.#killed.outside += 1;
    this.#keep(service, received);
  }

  async #killAtWrite(life: number): Promise<void> {
    const write = Math.floor(this.#point / MOMENTS.length) + 1;
    const moment = MOMENTS[this.#point % MOMENTS.length] ?? 'before';
    this.#point += 1;
    const service = await this.#start({ write, moment });
    this.#writesMost = Math.max(this.#writesMost, write);
    this.#killed.atWrite += 1;
    if (service === null) {
      this.#killed.atStart += 1;
      return;
    }
    await this.#askAgain(service);
    const received: Received[] = [];
    for (let index = 0; index < CALLS && service.isAlive(); index += 1) {
      const told = await this.#ask(service, life, index);
      if (told !== null) received.push(told);
    }
    if (service.isAlive()) {
      // It has not come to that write: all of them were met, and it begins again at the first.
      this.#point = 0;
      this.#killed.atWrite -= 1;
      this.#killed.outside += 1;
      this.#writesMost = write - 1;
    }
    await service.kill();
    this.#keep(service, received);
  }

  #start(diskKill: DiskKill | null): Promise<ServiceLife | null> {
    return startLife({ env: this.#env, cwd: this.#dir, diskKill });
  }

  async #ask(service: ServiceLife, life: number, index: number): Promise<Received | null> {
    const [call, id] = [`call-${life}-${index}`, `tool-${life}-${index}`];
    const text = await service.ask(call, id);
    // The process was killed before it answered: nothing was promised.
    if (text === null) this.#untold += 1;
    return text === null ? null : { call, id, text };
  }

  async #askAgain(service: ServiceLife): Promise<void> {
    for (const { call, id, text } of this.#before) {
      const again = await service.ask(call, id);
      if (again !== null && again !== text) this.#others += 1;
    }
  }

  /** Whoever dies before it has answered anything leaves what was told before for the next. */
  #keep(service: ServiceLife, received: Received[]): void {
    if (!service.isRecording()) this.#unrecorded += 1;
    const kept = service.isRecording() ? received : [];
    this.#all.push(...kept);
    if (kept.length > 0 || !service.isRecording()) this.#before = kept;
  }

  /** How many of the answers are not on record as they were sent. */
  async #countLost(): Promise<number> {
    const recorded = new Map<string, string>();
    for await (const item of readLines(systemEdges.disk, this.#dir)) {
      if (item.kind !== 'line') continue;
      for (const result of item.line.response?.results ?? []) {
        recorded.set(result.toolCallId, JSON.stringify({ results: [result] }));
      }
    }
    return this.#all.filter(({ id, text }) => recorded.get(id) !== text).length;
  }
}

await runSimple({
  help: HELP,
  flags: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
  async run(values) {
    const kills = readWhole('kills', values.kills, 1, 1_000_000);
    const seed = readWhole('seed', values.seed, 0, 999_999_999);
    const sanity = await startEmbeddedSanity({ token: 'embedded-token' });
    const dir = await mkdtemp(join(tmpdir(), 'waybill-crash-'));
    const env = { ...embeddedEnvironment(sanity), VAPI_AUTH: 'none', TRANSCRIPTS_DIR: dir };
    // What was compiled for one process is not compiled again for the next; and where the machine is
    // busy, an answer waits for its line instead of going out without it.
    const own = { PORT: '0', ADMIN_PORT: '0', NODE_COMPILE_CACHE: join(dir, 'compiled') };
    const patient = { SANITY_ATTEMPT_TIMEOUT_MS: '10000', SANITY_TOTAL_BUDGET_MS: '30000' };
    const unhurried = { REPLY_DEADLINE_MS: '10000', ...patient };
    try {
      return await new Crashing({ ...env, ...own, ...unhurried }, dir, seededChoices(seed)).run(
        kills,
      );
    } finally {
      await sanity.close();
      await rm(dir, { recursive: true });
    }
  },
});
