import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as sdk from '@restatedev/restate-sdk';
import type { Reply } from '../../machines/reply.ts';
import type { SessionRules } from '../../machines/session.ts';
import {
  findServerBinary,
  type LocalServer,
  startLocalServer,
} from '../../scripts/restate/local-server.ts';
import { Conversations } from '../../src/calls/conversations.ts';
import type { CallNotice, CallStep } from '../../src/calls/engine.ts';
import type { LocalEngine } from '../../src/calls/local-engine.ts';
import type { HttpConnections } from '../../src/edges.ts';
import type { CallHost, CallObject, Wake } from '../../src/restate/call-host.ts';
import { callKey } from '../../src/restate/call-key.ts';
import { createCallService } from '../../src/restate/call-service.ts';
import { createIngress } from '../../src/restate/ingress.ts';
import { registerDeployment } from '../../src/restate/register.ts';
import { createRestateEngine, type RestateEngine } from '../../src/restate/restate-engine.ts';
import type { RestateNotice } from '../../src/restate/restate-notice.ts';
import { systemEdges } from '../../src/system-edges.ts';
import {
  createHandLookups,
  createTestCommands,
  type EngineUnderTest,
  POLICY,
  RULES,
  type RunEngine,
} from '../calls/run-engine.ts';
import { createHandClock } from '../hand-clock.ts';

/** Why a test of Restate cannot run here; false where it can. */
export const WITHOUT_SERVER =
  findServerBinary() === null && 'the Restate server is not installed: npm ci --include=optional';

/** An engine on a real server, with what only its tests need. */
export type RestateUnderTest = EngineUnderTest<LocalEngine<Reply>> & {
  /** What calls that were stepped here were given to be woken by, in its order. */
  wakes: { key: string; wake: Wake }[];
  told: RestateNotice[];
  /** The name of its objects. */
  service: string;
  conversations: Conversations;
  /** How much is on its way to calls. */
  load: () => number;
};

export type Post = HttpConnections['post'];

type Others = Parameters<RunEngine>[0] & {
  rules?: Partial<SessionRules<Reply>>;
  /** The way to the server, where it is another. */
  way?: (post: Post) => Post;
  /** Looks on at, or stops, what an object does. */
  wrap?: (object: CallObject) => CallObject;
  /** Called with every line that is written. */
  onRecord?: (step: CallStep<Reply>) => unknown;
  /** Objects of another engine under test: both are nodes of one service then. */
  service?: string;
};

/** A server, and one endpoint of many services: each engine under test has calls of its own. */
export type RestateStage = {
  server: LocalServer;
  /** Where the steps of its engines go. */
  uri: string;
  /** Cuts every step that is under way off, as a process that dies does. */
  cut(): Promise<void>;
  run(others?: Others): RestateUnderTest;
  /** Serves all of it at another URL as well, as a later release does, and counts the steps there. */
  release(): Promise<{ uri: string; steps: () => number }>;
  close(): Promise<void>;
};

/** As many engines as one stage may run: registering takes longer than a test. */
const SERVICES_MAX = 80;

/** Starts a server and registers what the tests of a file need. */
export async function setRestateStage(
  settings: Record<string, string> = {},
): Promise<RestateStage> {
  const identity = await makeIdentity();
  const server = await startLocalServer({
    settings: {
      RESTATE_WORKER__INVOKER__REQUEST_IDENTITY_PRIVATE_KEY_PEM_FILE: identity.file,
      ...settings,
    },
  });
  const hosts: (CallHost<Reply> | undefined)[] = [];
  const makeHandler = (onStep: () => void) => {
    const services = Array.from({ length: SERVICES_MAX }, (_, index) =>
      createCallService(sdk, hostAt(hosts, index, onStep), nameOf(index)),
    );
    return sdk.createEndpointHandler({
      services: [...services, createWaker()],
      identityKeys: [identity.publicKey],
      logger: () => {},
    });
  };
  const handler = makeHandler(() => {});
  const { listenHttp2 } = systemEdges;
  let listener = await listenHttp2(handler, { host: '127.0.0.1', port: 0 });
  const { port } = listener;
  const uri = `http://127.0.0.1:${port}`;
  await registerDeployment(fetch, server.admin, uri);
  const closers: (() => Promise<void>)[] = [];
  let runs = 0;
  return {
    server,
    uri,
    async cut() {
      await listener.close(0);
      listener = await listenHttp2(handler, { host: '127.0.0.1', port });
    },
    run(others = {}) {
      const index = runs;
      runs += 1;
      if (index >= SERVICES_MAX) throw new Error('Cannot run more engines on this stage');
      const service = others.service ?? nameOf(index);
      const { under, host } = runRestate(server, service, others);
      hosts[index] = host;
      closers.push(under.engine.close);
      return under;
    },
    async release() {
      let steps = 0;
      const newer = makeHandler(() => {
        steps += 1;
      });
      const at = await listenHttp2(newer, { host: '127.0.0.1', port: 0 });
      closers.push(() => at.close(0));
      return { uri: `http://127.0.0.1:${at.port}`, steps: () => steps };
    },
    async close() {
      await Promise.all(closers.map((close) => close()));
      await listener.close(0);
      await server.close();
      await rm(identity.dir, { recursive: true, force: true });
    },
  };
}

const nameOf = (index: number) => `call${index}`;

/** The host of an engine that is run later than its service is registered. */
function hostAt(
  hosts: (CallHost<Reply> | undefined)[],
  index: number,
  onStep: () => void,
): CallHost<Reply> {
  const host = () => {
    const known = hosts[index];
    if (known === undefined) throw new Error(`Cannot serve ${nameOf(index)}: nothing runs it`);
    return known;
  };
  return {
    apply(...given) {
      onStep();
      return host().apply(...given);
    },
    wake: (...given) => host().wake(...given),
    erase: (...given) => host().erase(...given),
    view: (...given) => host().view(...given),
  };
}

/** Wakes an object before its time, as the clock of a test has it. */
function createWaker() {
  return sdk.service({
    name: 'waker',
    handlers: {
      wake: async (
        context: sdk.Context,
        { service, key, wake }: { service: string; key: string; wake: Wake },
      ) => {
        const bytes = new TextEncoder().encode(JSON.stringify(wake));
        await context.genericCall({ service, method: 'wake', key, parameter: bytes });
      },
    },
  });
}

function runRestate(server: LocalServer, service: string, others: Others) {
  const { clock = createHandClock(), rules, render = RULES.render } = others;
  const under: Pick<RestateUnderTest, 'notices' | 'steps' | 'spoken' | 'wakes' | 'told'> = {
    notices: [] as CallNotice[],
    steps: [] as CallStep<Reply>[],
    spoken: [],
    wakes: [],
    told: [],
  };
  const lookups = createHandLookups(
    () => ({ deliver: (...given) => track(made.engine.deliver(...given)) }),
    clock,
  );
  const underWay = new Set<Promise<unknown>>();
  function track<Result>(work: Promise<Result>): Promise<Result> {
    const ended = work.finally(() => underWay.delete(ended));
    underWay.add(ended);
    return ended;
  }
  const ingress = createIngress<Reply>({
    service,
    urls: [server.ingress],
    connectHttp: () => {
      const connections = systemEdges.connectHttp();
      return { ...connections, post: others.way?.(connections.post) ?? connections.post };
    },
    notify: (notice) => under.told.push(notice),
  });
  const conversations = new Conversations();
  const made: RestateEngine<Reply> = createRestateEngine<Reply>({
    policy: POLICY,
    rules: { ...RULES, ...rules, render },
    callsMax: 100,
    heapFullness: () => 0,
    clock,
    conversations,
    record: async (step) => {
      under.steps.push(step);
      await others.onRecord?.(step);
    },
    carryOut: createTestCommands({
      ...others,
      ...{ lookups, clock, spoken: under.spoken },
      deliver: (...given) => made.engine.deliver(...given),
      background: (_name, work) => void track(work()),
    }),
    newCorrelationId: () => 'made',
    ingress,
    random: systemEdges.random,
    onNotice: (notice) => under.told.push(notice),
  });
  const { engine, host, load } = made;
  engine.subscribe((notice) => under.notices.push(notice));
  const wrap = others.wrap ?? ((object) => object);
  const watched = (object: CallObject): CallObject =>
    wrap({
      ...object,
      wakeLater(wake, delayMs) {
        const key = callKey(wake.callId);
        if (!under.wakes.some((other) => other.key === key && isSame(other.wake, wake))) {
          under.wakes.push({ key, wake });
        }
        object.wakeLater(wake, delayMs);
      },
    });
  const watchedHost: CallHost<Reply> = {
    ...host,
    apply: (object, request) => host.apply(watched(object), request),
    wake: (object, wake) => host.wake(watched(object), wake),
    erase: (object, callId) => host.erase(watched(object), callId),
  };

  /** Wakes whom the clock says is due, and waits until nothing is on its way any more. */
  async function quiet(): Promise<void> {
    for (;;) {
      while (load() > 0 || underWay.size > 0) await setTimeout(1);
      const due = under.wakes.findIndex(({ wake }) => wake.dueAt <= clock.now());
      const [next] = due === -1 ? [] : under.wakes.splice(due, 1);
      if (next === undefined) return;
      await fetch(`${server.ingress}/waker/wake`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ service, ...next }),
      });
    }
  }

  const patient: LocalEngine<Reply> = {
    ...engine,
    // What comes at a time finds everything done that was due before.
    async handle(arrival) {
      if (under.wakes.some(({ wake }) => wake.dueAt <= clock.now())) await quiet();
      return engine.handle(arrival);
    },
    async list() {
      await quiet();
      return engine.list();
    },
  };
  return {
    host: watchedHost,
    under: { ...under, engine: patient, clock, lookups, quiet, service, load, conversations },
  };
}

function isSame(one: Wake, other: Wake): boolean {
  return one.generation === other.generation && one.dueAt === other.dueAt;
}

/** A key that the server signs its requests with, and what they are known by. */
async function makeIdentity() {
  const dir = await mkdtemp(join(tmpdir(), 'waybill-identity-'));
  const file = join(dir, 'private.pem');
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return { dir, file, publicKey: `publickeyv1_${toBase58(Buffer.from(x, 'base64url'))}` };
}

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

function toBase58(bytes: Buffer): string {
  let text = '';
  for (let left = BigInt(`0x${bytes.toString('hex')}`); left > 0n; left /= 58n) {
    text = BASE58[Number(left % 58n)] + text;
  }
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return BASE58[0]?.repeat(Math.max(0, zeros)) + text;
}
