import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../../src/config.ts';
import type { Fetch } from '../../src/edges.ts';
import { erasePerson } from '../../src/erasure/erase-person.ts';
import { rerenderCall } from '../../src/erasure/rerender-call.ts';
import { readLine } from '../../src/recording/read-line.ts';
import { seal } from '../../src/recording/seal.ts';
import { wordingOf } from '../../src/speech/wording.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { MemoryDisk } from '../simulate/memory-disk.ts';
import { type Choices, seededChoices } from '../traffic/random.ts';
import { bend, makeStructures, spoil } from './mutate.ts';

/** Something that came of bytes, and must not have. */
export type FuzzFault = { target: string; run: number; what: string; input: string };

/** What came of all of it. */
export type FuzzResult = {
  runs: number;
  /** How often each target got something, and what it made of that. */
  outcomes: Map<string, number>;
  faults: FuzzFault[];
  heapGrowthMib: number;
};

const FIXTURES = join(import.meta.dirname, '../../test/fixtures');
const MIB = 1024 * 1024;
/** Calls are held up to so many: what is beyond is growth. */
const LIVE_CALLS_MAX = 200;
const CANARY_EVERY = 200;
const CANARY_TRIES = 10;
const CANARY_PAUSE_MS = 500;
const ERASURE_EVERY = 400;
const COMPLETIONS_KEY = 'fuzzed-key';
const INPUT_SHOWN_MAX = 400;
const FAULTS_MAX = 20;

const CANARY = {
  message: {
    type: 'tool-calls',
    call: { id: 'canary' },
    toolCallList: [
      {
        id: 'canary-1',
        function: { name: 'track_delivery', arguments: { trackingNumber: 'WB10000001' } },
      },
    ],
  },
};

type App = Awaited<ReturnType<typeof import('../../src/app.ts')['buildApp']>>;

/**
 * Sends bent messages and spoilt bytes to everything that reads what others have written: the webhook,
 * the completions route and the console's API of the whole service, over HTTP without a socket, the
 * lines of a journal, and the erasure. A call that has nothing to do with it is asked again
 * now and then, and must be answered alike.
 */
export async function fuzz(
  { runs, seed }: { runs: number; seed: number },
  onProgress: (run: number) => void = () => {},
): Promise<FuzzResult> {
  const dir = mkdtempSync(join(tmpdir(), 'waybill-fuzz-'));
  const app = await openApp(dir);
  try {
    return await new Fuzzing(app, seed).run(runs, onProgress);
  } finally {
    await app.close();
    rmSync(dir, { recursive: true });
  }
}

class Fuzzing {
  readonly #app: App;
  readonly #choices: Choices;
  readonly #structures: unknown[];
  readonly #messages: unknown[];
  readonly #lines: Buffer[];
  readonly #outcomes = new Map<string, number>();
  readonly #faults: FuzzFault[] = [];
  #run = 0;
  #canary: string | null = null;

  constructor(app: App, seed: number) {
    this.#app = app;
    this.#choices = seededChoices(seed);
    this.#structures = makeStructures(seed);
    const names = readdirSync(join(FIXTURES, 'vapi')).filter((name) => name.endsWith('.json'));
    this.#messages = names.toSorted().map((name) => {
      return JSON.parse(readFileSync(join(FIXTURES, 'vapi', name), 'utf8'));
    });
    const corpus = join(FIXTURES, 'corpus/transcripts-2026-11-23.jsonl');
    this.#lines = readFileSync(corpus, 'utf8')
      .trim()
      .split('\n')
      .map((line) => Buffer.from(line));
  }

  async run(runs: number, onProgress: (run: number) => void): Promise<FuzzResult> {
    const targets = [
      ...[() => this.#webhook(), () => this.#webhook(), () => this.#webhook()],
      ...[() => this.#console(), () => this.#completions(), () => this.#journal()],
    ];
    let heapBefore = 0;
    for (this.#run = 1; this.#run <= runs; this.#run += 1) {
      await this.#choices.pick(targets)();
      if (this.#run % CANARY_EVERY === 1) await this.#askCanary();
      if (this.#run % ERASURE_EVERY === 0) await this.#erase();
      if (this.#run === Math.ceil(runs / 2)) heapBefore = usedHeap();
      onProgress(this.#run);
      if (this.#faults.length >= FAULTS_MAX) break;
    }
    await this.#askCanary();
    const heapGrowthMib = Math.round((usedHeap() - heapBefore) / MIB);
    const outcomes = this.#outcomes;
    return { runs: Math.min(this.#run, runs), outcomes, faults: this.#faults, heapGrowthMib };
  }

  /** A message of Vapi's, bent or spoilt. */
  #makeBody(): Buffer {
    const choices = this.#choices;
    const message = choices.pick(this.#messages);
    if (choices.next() < 0.05) return Buffer.from(JSON.stringify(choices.pick(this.#structures)));
    const body = choices.next() < 0.7 ? bend(message, choices, this.#structures) : message;
    const bytes = Buffer.from(JSON.stringify(body) ?? '');
    return choices.next() < 0.4 ? spoil(bytes, choices) : bytes;
  }

  async #webhook(): Promise<void> {
    const payload = this.#makeBody();
    const { statusCode, headers, body } = await this.#app.publicServer.inject({
      method: 'POST',
      url: '/webhook',
      headers: { 'content-type': 'application/json' },
      payload,
    });
    this.#count(`webhook ${statusCode}`);
    if (statusCode >= 500 && !isShed(statusCode, headers))
      this.#fail('webhook', `HTTP ${statusCode}: ${body}`, payload);
  }

  async #console(): Promise<void> {
    const choices = this.#choices;
    const odd = () => encodeURIComponent(String(choices.pick(ODD_WORDS)));
    const url = choices.pick([
      `/api/calls?${choices.pick(['at', 'number', 'words', 'state', 'limit', 'x'])}=${odd()}`,
      ...[`/api/calls/${odd()}`, `/api/calls/${odd()}/steps/${odd()}`, '/api/state'],
      ...[`/api/calls/${odd()}/export`, `/api/quality?days=${odd()}`, `/api/${odd()}`],
    ]);
    const { statusCode, body } = await this.#app.adminServer.inject({
      url,
      headers: { host: '127.0.0.1:9090' },
    });
    this.#count(`console ${statusCode}`);
    if (statusCode >= 500 && statusCode !== 503) {
      this.#fail('console', `HTTP ${statusCode}: ${body}`, Buffer.from(url));
    }
  }

  async #completions(): Promise<void> {
    const choices = this.#choices;
    const chat = {
      model: 'waybill',
      stream: choices.next() < 0.5,
      messages: [
        { role: 'system', content: 'You answer calls.' },
        { role: 'assistant', content: null, tool_calls: [{ id: 'a', function: { name: 'b' } }] },
        { role: 'user', content: [{ type: 'text', text: 'Where is WB10000001?' }] },
      ],
      call: { id: `c${choices.whole(0, 99)}`, customer: { number: '+12025550101' } },
    };
    const whole = choices.next() < 0.7 ? chat : choices.pick(this.#messages);
    const bytes = Buffer.from(JSON.stringify(bend(whole, choices, this.#structures)) ?? '');
    const payload = choices.next() < 0.2 ? spoil(bytes, choices) : bytes;
    const { statusCode, headers, body } = await this.#app.publicServer.inject({
      method: 'POST',
      url: '/chat/completions',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${COMPLETIONS_KEY}` },
      payload,
    });
    this.#count(`completions ${statusCode}`);
    if (statusCode >= 500 && !isShed(statusCode, headers)) {
      this.#fail('completions', `HTTP ${statusCode}: ${body}`, payload);
    }
  }

  async #journal(): Promise<void> {
    const bytes = this.#spoilLine(this.#choices.pick(this.#lines));
    try {
      const reading = readLine(bytes);
      this.#count('line' in reading ? 'journal line read' : `journal line ${reading.damage}`);
    } catch (error) {
      this.#fail('journal', String(error), bytes);
    }
  }

  /** A line with bytes changed, or with another content whose seal is right. */
  #spoilLine(line: Buffer): Buffer {
    if (this.#choices.next() < 0.3) return spoil(line, this.#choices);
    const bent = bend(JSON.parse(line.toString()), this.#choices, this.#structures);
    return Buffer.from(seal(bent as Parameters<typeof seal>[0]));
  }

  async #erase(): Promise<void> {
    const disk = new MemoryDisk().forProcess(1, () => undefined);
    await disk.mkdir('/journal', { mode: 0o700 });
    const file = await disk.open('/journal/transcripts-2026-11-23.jsonl', 'w', 0o600);
    const some = this.#choices.whole(0, this.#lines.length - 31);
    const lines = this.#lines.slice(some, some + 30).map((line) => {
      return this.#choices.next() < 0.3 ? this.#spoilLine(line) : line;
    });
    const text = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
    await file.write(text, 0, text.length);
    await file.close();
    try {
      const report = await erasePerson({
        ...{ disk, clock: systemEdges.clock, dirs: ['/journal'], isDryRun: false },
        subject: { by: 'tracking', trackingNumber: 'WB10000001' },
        random: (bound) => this.#choices.whole(0, bound - 1),
        uuid: systemEdges.random.uuid,
        ...{ wordingOf, rerender: rerenderCall },
      });
      this.#count(report.calls > 0 ? 'erasure of some calls' : 'erasure of none');
    } catch (error) {
      this.#fail('erasure', String(error), text);
    }
  }

  /** A call of its own is answered the same, whatever was done meanwhile. */
  async #askCanary(): Promise<void> {
    for (let left = CANARY_TRIES; left > 0; left -= 1) {
      const { statusCode, headers, body } = await this.#app.publicServer.inject({
        method: 'POST',
        url: '/webhook',
        headers: { 'content-type': 'application/json' },
        payload: JSON.stringify(CANARY),
      });
      // Turned away while the machine is busy with something else: it asks again, as Vapi does.
      if (isShed(statusCode, headers) && left > 1) {
        await new Promise((resolve) => setTimeout(resolve, CANARY_PAUSE_MS));
        continue;
      }
      this.#canary ??= body;
      const isAlike = statusCode === 200 && body === this.#canary;
      if (!isAlike) this.#fail('canary', `${statusCode}: ${body}`, Buffer.from(this.#canary));
      return;
    }
  }

  #count(outcome: string): void {
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
  }

  #fail(target: string, what: string, input: Buffer): void {
    const shown = input.toString().slice(0, INPUT_SHOWN_MAX);
    this.#faults.push({ target, run: this.#run, what, input: shown });
  }
}

const ODD_WORDS = [
  ...['', '0', '-1', '1e9', 'null', '..', '../../etc/passwd', '%', '\u0000', 'canary', '14:05'],
  ...['2026-11-23T14:05', '9'.repeat(300), '0001', '😀', '{"a":1}', "' or 1=1", 'call_1', '\u2028'],
];

/** Load that is turned away says so, and is no fault. */
function isShed(statusCode: number, headers: Record<string, unknown>): boolean {
  return statusCode === 503 && headers['retry-after'] !== undefined;
}

function usedHeap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function openApp(dir: string): Promise<App> {
  const { buildApp } = await import('../../src/app.ts');
  const reading = readConfig({
    SANITY_PROJECT_ID: 'fuzzed',
    SANITY_DATASET: 'production',
    SANITY_API_TOKEN: 'fuzzed-token',
    VAPI_AUTH: 'none',
    HOST: '127.0.0.1',
    TRANSCRIPTS_DIR: dir,
    RATE_LIMIT_PER_MINUTE: '1000000',
    LIVE_CALLS_MAX: String(LIVE_CALLS_MAX),
    COMPLETIONS_KEY,
    VAPI_CONTROL_HOSTS: 'nobody.invalid',
  });
  if (!reading.ok) throw new Error(`Cannot configure: ${reading.faults.join('; ')}`);
  const fetch: Fetch = async (input) => {
    const number = new URL(String(input)).searchParams.get('$trackingNumber');
    const found =
      number === null ? [] : [{ trackingNumber: JSON.parse(number), status: 'delayed' }];
    return Response.json({ ms: 1, result: found });
  };
  const edges = { ...systemEdges, fetch };
  return buildApp({ config: reading.config, edges, logger: pino({ level: 'silent' }) });
}
