import type { Logger } from 'pino';
import type { Person } from '../machines/call-context.ts';
import type { Reply } from '../machines/reply.ts';
import type { RestoredCall } from '../machines/session.ts';
import { createBreaker } from './calls/breaker.ts';
import { createCommands } from './calls/commands.ts';
import { Conversations } from './calls/conversations.ts';
import type { CallNotice } from './calls/engine.ts';
import { holdLimits } from './calls/held-calls.ts';
import { createLocalEngine, type LocalEngine } from './calls/local-engine.ts';
import { createLookups } from './calls/lookups.ts';
import { createNumberQuota } from './calls/number-quota.ts';
import { createRecognition } from './calls/recognition.ts';
import { type Config, readNodeOptions } from './config.ts';
import type { Edges } from './edges.ts';
import { liveGuard } from './grounding/live-guard.ts';
import { guardAdmin } from './http/admin-guard.ts';
import { drainLimitsWithin, prepareDrain } from './http/draining.ts';
import { adminRoutes, healthRoute, metricsRoute, readinessRoute } from './http/internal-routes.ts';
import { createServer } from './http/server.ts';
import { sheddingBounds } from './http/shedding.ts';
import { takeTraces } from './http/tracing.ts';
import { registerWebhook, type WebhookNotice } from './http/webhook.ts';
import { type Attempt, watchAttempts } from './observability/attempt-watch.ts';
import { createBackground } from './observability/background.ts';
import { watchCalls } from './observability/call-watch.ts';
import { oldSpaceBytesMax, oldSpaceBytesUsed } from './observability/heap.ts';
import { watchJournal } from './observability/journal-watch.ts';
import { createMetrics } from './observability/metrics.ts';
import { judgeReadiness } from './observability/readiness.ts';
import { watchRecords } from './observability/record-watch.ts';
import { passTraceOn } from './observability/trace-context.ts';
import { traceAttempt, traceEngine, traceLookups } from './observability/traced-rooms.ts';
import { startTraces } from './observability/traces.ts';
import { createVitals, type Vitals } from './observability/vitals.ts';
import { Opened } from './opened.ts';
import { openCallerKey } from './recording/caller-key.ts';
import { openJournal } from './recording/open-journal.ts';
import { toLine, toRestoredCall } from './recording/to-line.ts';
import { createDeliveryCache, type DeliveryCache } from './sanity/cache.ts';
import { createContentClient } from './sanity/client.ts';
import { followDeliveries } from './sanity/live-updates.ts';
import { sentence } from './speech/sentence.ts';
import {
  correctionSentence,
  dueSentences,
  lateSentence,
  withdrawalSentence,
} from './speech/unasked-sentences.ts';
import { toAssistant } from './vapi/assistant.ts';
import { createWebhookAuth, type WebhookAuthOptions } from './vapi/auth.ts';
import { type DueAnswerOptions, toDueAnswer } from './vapi/due-answers.ts';
import { createLiveControl } from './vapi/live-control.ts';
import { type Speak, type ToolResult, toToolResult } from './vapi/results.ts';
import { TOOL_NAMES } from './vapi/tools.ts';

/** Unconfirmed or not-found tries before a caller is offered a person. */
const TRIES_MAX = 3;
/** Attempts of one lookup, and the pauses between them, in milliseconds. */
const ATTEMPTS = { attemptsMax: 3, backoffMs: 100, backoffMsMax: 400 };
/** How long "no such delivery" is believed: it may be entered while the caller waits. */
const MISSING_TTL_MS = 10_000;
/** How long an ended call still answers tool calls that come late or again. */
const LINGER_MS = 5 * 60_000;

/** How many recovered calls are taken up at a time. */
const RESUMED_AT_ONCE = 500;

/** A name for Fastify's own line about a port, as every line of the log has one. */
const LISTEN = { listenTextResolver: () => 'server.listening' };

/** For those who stop the service without a hurry: idle connections are not waited for. */
const AT_LEISURE = { lingerMs: 0, limitMs: 10_000 };
/** How long the internal port's answers may take once nothing else is under way. */
const ADMIN_CLOSE_MS = 500;

type Options = {
  config: Config;
  edges: Edges;
  logger: Logger;
  /** Told of everything that happens to calls, beside the log. */
  onNotice?: (notice: CallNotice) => void;
};

/**
 * Builds the service, wired and not yet listening, with the calls taken up that had not ended when
 * the process before it stopped. Whoever builds it closes it. Rejects if another process records in
 * the same directory.
 */
export async function buildApp(options: Options) {
  const { logger } = options;
  const opened = new Opened((name, err) => logger.error({ name, err }, 'process.cannot_close'));
  try {
    return await openApp(options, opened);
  } catch (error) {
    // Whatever was opened on the way: nobody else knows of it.
    await opened.close();
    throw error;
  }
}

async function openApp({ config, edges, logger, onNotice }: Options, opened: Opened) {
  const { clock, chance } = edges;
  const vitals = createVitals();
  const watch = watchCalls(vitals, logger, clock.now);
  const watchAttempt = watchAttempts(vitals, logger);
  const logJournal = watchJournal(logger);
  const metrics = createMetrics({
    vitals,
    journal: () => journal.health(),
    heldCalls: () => engine.size(),
    now: clock.now,
    tools: TOOL_NAMES,
    replyDeadlineMs: config.call.replyDeadlineMs,
  });
  const background = createBackground(logger, metrics.countBackgroundFailure);
  const timed = async <Result extends Attempt>(attempt: Promise<Result>): Promise<Result> => {
    const startedAt = clock.now();
    const result = await attempt;
    watchAttempt(result);
    const end = result.kind === 'failed' ? result.reason : result.kind;
    metrics.observeAttempt((clock.now() - startedAt) / 1000, end);
    return result;
  };
  const cache = createDeliveryCache({ ...config.cache, missingTtlMs: MISSING_TTL_MS, clock });
  const content = createContentClient({
    ...config.sanity,
    fetch: passTraceOn(edges.fetch),
    clock,
    onFlaw: watchRecords(logger, clock, metrics.observeRecord),
  });

  const heapBytesMax = oldSpaceBytesMax(readNodeOptions());
  const limits = holdLimits(config.call.liveCallsMax, heapBytesMax);
  const { endpoint } = config.tracing;
  const onFault = (detail: string) => logger.warn({ detail }, 'traces.failed');
  const traces = endpoint === undefined ? null : await startTraces({ endpoint, clock, onFault });
  opened.add('traces', traces, () => traces?.close());
  const { journal, recovered } = await openJournal({
    dir: config.recording.dir,
    sync: config.recording.sync,
    disk: edges.disk,
    clock,
    lingerMs: LINGER_MS,
    silenceTimeoutMs: config.call.silenceTimeoutMs,
    ...limits,
    onNotice: (notice) => {
      logJournal(notice);
      metrics.observeJournal(notice);
    },
  });
  opened.add('journal', journal, () => journal.close());
  const newKey = () => chance.uuid() + chance.uuid();
  const hashCaller = await openCallerKey(edges.disk, config.recording.dir, newKey).catch((err) => {
    logger.error({ err }, 'caller_key.failed');
    return null;
  });
  const breaker = createBreaker({
    policy: { failuresMax: config.breaker.failures, resetMs: config.breaker.resetMs },
    clock,
    onChange: (state, before) => {
      vitals.trigger.breakerChanged({ state });
      logger.warn({ state, before }, 'breaker.changed');
    },
  });
  opened.add('breaker', breaker, () => breaker.close());
  const conversations = new Conversations();
  const traced = traceLookups(traces, {
    ask: (trackingNumber, callId) => lookups.ask(trackingNumber, callId),
    deliver: (callId, event) => background('lookup.delivery', () => engine.deliver(callId, event)),
  });
  const lookups = createLookups({
    policy: { ...ATTEMPTS, ...config.sanity },
    clock,
    chance,
    breaker,
    cache: countReads(cache, vitals),
    deliver: traced.deliver,
    attempt: async (trackingNumber, signal) => {
      const fetch = () => content.fetchDelivery(trackingNumber, { signal });
      const askedAt = clock.now();
      const result = await timed(traceAttempt(traces, fetch));
      // A record may have changed while its answer was under way: it is as old as the question.
      return { ...result, at: result.kind === 'failed' ? clock.now() : askedAt };
    },
  });
  opened.add('lookups', lookups, () => lookups.close());
  const recognition = createRecognition({
    fetchByPhone: (phone, signal) => {
      const limits = { signal, timeoutMs: config.sanity.attemptTimeoutMs };
      const fetch = () => content.fetchDeliveriesByPhone(phone, limits);
      return timed(traceAttempt(traces, fetch));
    },
    cache,
    breaker,
    clock,
  });
  opened.add('recognition', recognition, () => recognition.close());
  const follower = config.sanity.listen
    ? followDeliveries({
        ...config.sanity,
        fetch: edges.fetch,
        clock,
        chance,
        cache,
        async refresh(trackingNumber) {
          const { kind } = await lookups.refresh(trackingNumber);
          logger.info({ outcome: kind }, 'sanity.refreshed');
        },
        onState: (state, detail) => logger.info({ state, detail }, 'sanity.listener'),
        background,
      })
    : null;
  opened.add('follower', follower, () => follower?.close());
  const control = createLiveControl({ hosts: config.vapi.controlHosts, fetch: edges.fetch, clock });
  const person = personOf(config);
  const carryOut = createCommands({
    lookups: traced,
    recognition,
    mayLookUp: createNumberQuota(config.call.numbersPerCallerPerHour, clock),
    say: control.say,
    words: {
      late: (reply) => (config.call.lateAnswers ? lateSentence(reply) : null),
      correction(context, { kinds, trackingNumber }, at) {
        if (config.call.guard !== 'correct') return null;
        return kinds.every((kind) => kind === 'deed')
          ? withdrawalSentence(context)
          : correctionSentence(context, trackingNumber, at);
      },
    },
    clock,
    deliver: (callId, event) => engine.deliver(callId, event),
    background,
    notify({ type, callId, outcome }) {
      if (type === 'late_answer.tried') vitals.trigger.lateAnswered({ outcome });
      logger.info({ call_id: callId, outcome }, type);
    },
  });
  const engine: LocalEngine<ToolResult> = createLocalEngine<ToolResult>({
    policy: {
      confirm: config.call.confirm,
      triesMax: TRIES_MAX,
      replyDeadlineMs: config.call.replyDeadlineMs,
      freshMs: config.cache.ttlMs,
      timeZone: config.call.timeZone,
      person,
      speakName: config.call.speakName,
      numbersMax: config.call.numbersPerCall,
    },
    rules: {
      timeouts: { silenceTimeoutMs: config.call.silenceTimeoutMs, lingerMs: LINGER_MS },
      render: (reply) => toToolResult(reply, sentence(reply), { speak: speakFor(reply, config) }),
      guard: liveGuard,
    },
    callsMax: limits.callsMax,
    heapFullness: () => oldSpaceBytesUsed() / heapBytesMax,
    clock,
    conversations,
    record: (step) => journal.append(toLine(step, hashCaller)),
    carryOut,
    newCorrelationId: chance.uuid,
  });
  engine.subscribe(watch);
  engine.subscribe(metrics.observeNotice);
  engine.subscribe(({ type, callId }) => {
    if (type === 'call.forgotten' || type === 'call.dropped') journal.forget(callId);
  });
  if (onNotice !== undefined) engine.subscribe(onNotice);
  opened.add('engine', engine, () => engine.close());

  while (recovered.length > 0) {
    // A few at a time, so that what was read of them can go when they are taken up.
    const some = recovered.splice(0, RESUMED_AT_ONCE);
    // What is on record is what was rendered, by this process or one before it.
    engine.resume(some.map(toRestoredCall) as RestoredCall<ToolResult>[]);
  }

  const adminServer = createServer({ logger, newId: chance.uuid });
  const adminDrain = prepareDrain(adminServer, clock);
  // Probes are answered until the last request is.
  opened.add('internal server', adminServer, () =>
    adminDrain.close({ lingerMs: 0, limitMs: ADMIN_CLOSE_MS }),
  );
  guardAdmin(adminServer, config.admin);
  adminServer.requests.onEnd(metrics.observeRequest);
  adminServer.register(healthRoute);
  adminServer.register(readinessRoute, {
    judge: () =>
      judgeReadiness(vitals.getSnapshot().context, journal.health(), publicDrain.isDraining()),
  });
  adminServer.register(adminRoutes, { breaker });
  adminServer.register(metricsRoute, { metrics });
  const publicServer = createServer({ logger, newId: chance.uuid });
  const publicDrain = prepareDrain(publicServer, clock);
  opened.add('public server', publicServer, (graceMs) =>
    publicDrain.close(graceMs === undefined ? AT_LEISURE : drainLimitsWithin(graceMs)),
  );
  takeTraces(publicServer, traces);
  publicServer.requests.onEnd(metrics.observeRequest);
  publicServer.register(healthRoute);
  // Written once: the prompt is made from the whole chart.
  const due = dueOptions(config);
  registerWebhook(publicServer, {
    engine: traceEngine(traces, engine),
    conversations,
    defaultCountry: config.call.defaultCountry,
    auth: createWebhookAuth(authOptions(config.vapi), clock.now),
    answerDue: async (message, callId) => {
      const call = callId === null ? null : await engine.look(callId);
      return toDueAnswer(message, due, () => dueSentences(call?.context ?? null, person));
    },
    ratePerMinute: config.http.rateLimitPerMinute,
    shedding: sheddingBounds(heapBytesMax),
    now: clock.now,
    notify: (notice) => countWebhook(vitals, notice),
  });

  return {
    publicServer,
    adminServer,
    vitals,
    /** Listens on both ports, or on none: then all is closed. Resolves with their URLs. */
    async listen() {
      try {
        const { http, admin } = config;
        // One after the other, so that nothing is on its way when one of them fails.
        const adminUrl = await adminServer.listen({
          ...LISTEN,
          host: admin.host,
          port: admin.port,
        });
        const publicUrl = await publicServer.listen({
          ...LISTEN,
          host: http.host,
          port: http.port,
        });
        return { publicUrl, adminUrl };
      } catch (error) {
        await opened.close();
        throw error;
      }
    },
    /**
     * Lets requests under way finish, then stops every actor, timer and socket, in `graceMs` if it
     * is given. Resolves with how many things could not be closed, which are in the log.
     */
    close: (graceMs?: number) => opened.close(graceMs),
  };
}

/** The service as its tests and programs see it. */
export type App = Awaited<ReturnType<typeof buildApp>>;

function countReads(cache: DeliveryCache, vitals: Vitals) {
  return {
    ...cache,
    read(trackingNumber: string) {
      const reading = cache.read(trackingNumber);
      vitals.trigger.cacheRead({ kind: reading.kind });
      return reading;
    },
  };
}

/**
 * Who words an answer. A handoff is left to the model where calls can be transferred: after a
 * spoken message Vapi does not ask it again, and nobody would transfer the call.
 */
function speakFor({ status }: Reply, { vapi, call }: Config): Speak {
  return status === 'handoff' && call.transferDestination !== undefined ? 'model' : vapi.speak;
}

function countWebhook(vitals: Vitals, notice: WebhookNotice): void {
  switch (notice.type) {
    case 'message.received':
      vitals.trigger.messageReceived({ messageType: notice.messageType });
      break;
    case 'sender.refused':
      vitals.trigger.senderRefused();
      break;
    case 'request.shed':
      vitals.trigger.requestShed({ kind: notice.kind });
      break;
    case 'request.limited':
      vitals.trigger.requestLimited({ kind: notice.kind });
      break;
    default:
      notice satisfies never;
  }
}

/** How a caller gets to a person: by a transfer, by the company's own words, or not at all. */
function personOf({ call }: Config): Person {
  if (call.transferDestination !== undefined) return { reach: 'transfer' };
  const { humanContact: words } = call;
  return words === undefined ? { reach: 'nobody' } : { reach: 'contact', words };
}

/** A person who takes over is reached alike, whether Vapi transfers the call or hands it off. */
function dueOptions({ vapi, call }: Config): DueAnswerOptions {
  const { transferDestination: target } = call;
  const assistant =
    vapi.assistantId === undefined
      ? { assistant: toAssistant({ speak: vapi.speak, transfer: target !== undefined }) }
      : { assistantId: vapi.assistantId };
  if (target === undefined) return assistant;
  const destination = target.startsWith('+')
    ? { type: 'number', number: target }
    : { type: 'sip', sipUri: target };
  return { ...assistant, transferDestination: destination, handoffDestination: destination };
}

function authOptions(vapi: Config['vapi']): WebhookAuthOptions {
  switch (vapi.auth) {
    case 'none':
      return { style: 'none' };
    case 'secret':
      return { style: 'secret', secrets: vapi.secrets };
    case 'hmac':
      return {
        style: 'hmac',
        secrets: vapi.hmacSecrets,
        signatureHeader: vapi.hmacSignatureHeader,
        timestampHeader: vapi.hmacTimestampHeader,
      };
    default:
      return vapi.auth satisfies never;
  }
}
