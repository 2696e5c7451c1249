import type { Logger } from 'pino';
import { languageOf } from '../machines/languages/language.ts';
import type { CallNotice } from './calls/engine.ts';
import { holdLimits } from './calls/held-calls.ts';
import { openCalls, personOf } from './calls/open-calls.ts';
import { createTurnAnswers } from './completions/answer-turn.ts';
import { type Config, readNodeOptions } from './config.ts';
import { openConsole } from './console/open-console.ts';
import type { Edges } from './edges.ts';
import { liveGuard } from './grounding/live-guard.ts';
import { createInspectRoute } from './http/inspect.ts';
import { openPorts } from './http/open-ports.ts';
import { type SheddingBounds, sheddingBounds } from './http/shedding.ts';
import type { Background } from './observability/background.ts';
import { createHeapReader, oldSpaceBytesMax } from './observability/heap.ts';
import { createInspection } from './observability/inspection/inspection.ts';
import { createNoticeBus, type NoticeBus } from './observability/notices.ts';
import { openObservation } from './observability/open-observation.ts';
import { judgeReadiness } from './observability/readiness.ts';
import { watchRestate } from './observability/restate-watch.ts';
import { passTraceOn } from './observability/trace-context.ts';
import { traceAttempt, traceEngine, traceLookups } from './observability/traced-rooms.ts';
import { Opened } from './opened.ts';
import { openRecording } from './recording/open-recording.ts';
import type { Restate } from './restate/open-restate.ts';
import { openContent } from './sanity/open-content.ts';
import { sentence } from './speech/sentence.ts';
import { serverResponseSentences, unaskedWords } from './speech/unasked-sentences.ts';
import { authOptionsOf, createWebhookAuth } from './vapi/auth.ts';
import { createLiveControl } from './vapi/live-control.ts';
import { createRender, type ToolResult } from './vapi/results.ts';
import { createServerResponses } from './vapi/server-responses.ts';
import { TOOL_NAMES } from './vapi/tools.ts';

/** How long an ended call still answers tool calls that come late or again. */
const LINGER_MS = 5 * 60_000;

/** What is spoken and understood on this line. */
const LANGUAGE = languageOf('en');

type Options = {
  config: Config;
  edges: Edges;
  logger: Logger;
  /** Told of everything that happens to calls, beside the log. */
  onNotice?: (notice: CallNotice) => void;
  /** Past what requests are turned away; as the heap of this process has it where it is not said. */
  shedding?: SheddingBounds;
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

/** One part for each room: what it is given, and what the others have of it. */
async function openApp(options: Options, opened: Opened) {
  const { config, edges, logger, onNotice } = options;
  const { clock, fetch } = edges;
  const heapBytesMax = oldSpaceBytesMax(readNodeOptions());
  const heapBytes = createHeapReader(clock.now);
  const limits = holdLimits(config.call.liveCallsMax, heapBytesMax);
  const timeouts = { silenceTimeoutMs: config.call.silenceTimeoutMs, lingerMs: LINGER_MS };

  const bus = createNoticeBus();
  const observation = await openObservation({
    bus,
    logger,
    clock,
    tracing: config.tracing,
    journal: () => recording.health(),
    heldCalls: () => calls.engine.size(),
    tools: TOOL_NAMES,
    replyDeadlineMs: config.call.replyDeadlineMs,
  });
  const { counters, metrics, background, traces } = observation;
  opened.add('traces', traces, () => traces?.close());

  const recording = await openRecording<ToolResult>({
    recording: config.recording,
    timeouts,
    limits,
    edges,
    notify: (notice) => bus.emit('journal', notice),
  });
  opened.add('journal', recording, () => recording.close());

  const content = openContent({
    sanity: config.sanity,
    cache: config.cache,
    edges,
    passTraceOn,
    trace: (attempt) => traceAttempt(traces, attempt),
    notify: (notice) => bus.emit('content', notice),
  });

  const inspection = config.admin.inspect
    ? createInspection({
        clock,
        onCut: (reason) => logger.warn({ reason }, 'inspect.viewer_cut'),
        onFault: (err) => logger.error({ err }, 'inspect.failed'),
      })
    : undefined;
  const restate = await openEngineElsewhere(config, edges, { logger, bus, background, opened });
  const control = createLiveControl({ hosts: config.vapi.controlHosts, fetch, clock });
  const calls = openCalls<ToolResult>({
    settings: { ...config, language: LANGUAGE.code },
    rules: { timeouts, render: createRender(sentence, config), guard: liveGuard },
    limits,
    heapFullness: () => heapBytes() / heapBytesMax,
    edges,
    content,
    record: recording.record,
    say: control.say,
    words: unaskedWords(config.call),
    background,
    trace: (asking) => traceLookups(traces, asking),
    notify: {
      breaker: (notice) => bus.emit('breaker', notice),
      spoken: (notice) => bus.emit('spoken', notice),
    },
    inspectors: inspection,
    createEngine: restate?.createEngine,
    opened,
  });
  calls.engine.subscribe((notice) => bus.emit('call', notice));
  bus.on('call', recording.observe);
  if (onNotice !== undefined) bus.on('call', onNotice);
  for (const some of recording.recovered()) calls.engine.resume(some);
  if (restate !== null) {
    bus.on('restate', watchRestate(logger));
    bus.on('restate', metrics.addRestate(restate.health));
  }

  const follower = content.follow(calls.lookups.refresh, background);
  opened.add('follower', follower, () => follower?.close());

  const probing = new AbortController();
  opened.add('probe', probing, () => probing.abort());

  const judge = (isDraining: boolean) =>
    judgeReadiness(
      counters.getSnapshot().context,
      recording.health(),
      isDraining,
      restate?.health() ?? null,
    );
  const operatorConsole = openConsole({
    edges,
    bus,
    engine: calls.engine,
    dir: config.recording.dir,
    silenceTimeoutMs: timeouts.silenceTimeoutMs,
    timeZone: config.call.timeZone,
    defaultCountry: config.call.defaultCountry,
    counters: () => counters.getSnapshot().context,
    judge: () => judge(ports.isDraining()),
    journal: recording.health,
    onFault: (err) => logger.error({ err }, 'console.frame_failed'),
    opened,
  });

  const ports = openPorts({
    http: config.http,
    admin: config.admin,
    logger,
    edges,
    traces,
    metrics,
    judge,
    breaker: calls.breaker,
    webhook: {
      engine: traceEngine(traces, calls.engine),
      conversations: calls.conversations,
      language: LANGUAGE,
      defaultCountry: config.call.defaultCountry,
      keeping: { keepRecordingUrl: config.vapi.keepRecordingUrl },
      auth: createWebhookAuth(authOptionsOf(config.vapi), clock.now),
      answerServerRequest: createServerResponses(
        { ...config, language: LANGUAGE.code },
        calls.engine.look,
        (context) =>
          serverResponseSentences(context, { person: personOf(config.call), language: LANGUAGE }),
      ),
      ratePerMinute: config.http.rateLimitPerMinute,
      shedding: options.shedding ?? sheddingBounds(heapBytesMax),
      heapBytes,
      notify: (notice) => bus.emit('webhook', notice),
    },
    completions:
      config.completions.keys.length === 0
        ? null
        : {
            keys: config.completions.keys,
            defaultCountry: config.call.defaultCountry,
            answer: createTurnAnswers({
              engine: traceEngine(traces, calls.engine),
              conversations: calls.conversations,
              language: LANGUAGE,
              clock,
              random: edges.random,
              transferDestination: config.call.transferDestination,
            }),
          },
    internal: [
      operatorConsole,
      ...(inspection === undefined
        ? []
        : [createInspectRoute({ inspection, calls: calls.engine, clock })]),
    ],
    opened,
  });

  return {
    publicServer: ports.publicServer,
    adminServer: ports.adminServer,
    counters,
    /**
     * Listens on both ports, or on none: then all is closed. Resolves with their URLs; then asks
     * Sanity once, so that what is set wrong shows before the first caller.
     */
    async listen() {
      try {
        await restate?.listen();
        const urls = await ports.listen();
        // It loads Sanity's client: whoever waits for this hears that it listens before that.
        setImmediate(() => background('sanity.probe', () => content.probe(probing.signal)));
        return urls;
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

type Surroundings = { logger: Logger; bus: NoticeBus; background: Background; opened: Opened };

/** The way to Restate, whose code is loaded only where it is chosen; null where it is not. */
async function openEngineElsewhere(
  config: Config,
  edges: Edges,
  { logger, bus, background, opened }: Surroundings,
): Promise<Restate | null> {
  if (config.engine === 'local') return null;
  const { openRestate } = await import('./restate/open-restate.ts');
  return openRestate({
    restate: config.restate,
    edges,
    notify: (notice) => bus.emit('restate', notice),
    // Tries that fail are told by what comes of them.
    log: (level, message) => logger.debug({ level, message }, 'restate.sdk'),
    background,
    opened,
  });
}

/** The service as its tests and programs see it. */
export type App = Awaited<ReturnType<typeof buildApp>>;
