import type { Attributes, Context, SpanKind } from '@opentelemetry/api';
import type { Clock } from '../edges.ts';
import { type TraceContext, traceContext, withTraceContext } from './trace-context.ts';

/** What is timed: a request, what it tells a call, a lookup, and each request to Sanity. */
export type SpanName = 'webhook' | 'call event' | 'lookup' | 'attempt';

/** A span that is open. */
export type OpenSpan = {
  /** What is started within the span belongs to this. */
  context: TraceContext;
  end(attributes: Attributes, isFailed?: boolean): void;
};

/** Records spans and sends them off. */
export type Traces = {
  /** Opens a span within the one around it. */
  open(name: SpanName, attributes?: Attributes): OpenSpan;
  /** Runs `fn` in a span of its own, which ends when it settles, told by what it resolves with. */
  within<Result>(
    name: SpanName,
    fn: () => Promise<Result>,
    describe: (result: Result) => { attributes: Attributes; isFailed?: boolean },
  ): Promise<Result>;
  /** Sends what is left; takes bounded time. */
  close(): Promise<void>;
};

/** Where spans go; `endpoint` is the base URL of an OTLP collector. */
export type TraceOptions = {
  endpoint: string;
  clock: Clock;
  /** Told what went wrong when spans could not be sent. */
  onFault: (detail: string) => void;
};

const EXPORT_TIMEOUT_MS = 5_000;
/** A collector that hangs must not keep the process from stopping. */
const CLOSE_MS = 1_000;

/** Starts tracing. */
export async function startTraces(options: TraceOptions): Promise<Traces> {
  const { api, provider } = await startProvider(options);
  const { clock, onFault } = options;
  const tracer = provider.getTracer('waybill');
  const kinds: Record<SpanName, SpanKind> = {
    webhook: api.SpanKind.SERVER,
    'call event': api.SpanKind.INTERNAL,
    lookup: api.SpanKind.INTERNAL,
    attempt: api.SpanKind.CLIENT,
  };

  function open(name: SpanName, attributes: Attributes = {}): OpenSpan {
    const around = traceContext();
    const state = around?.state ?? null;
    const span = tracer.startSpan(name, { kind: kinds[name], attributes }, toParent(api, around));
    const { traceId, spanId, traceFlags } = span.spanContext();
    // The library knows of one flag; that the ID is random stays so for the whole trace.
    const flags = traceFlags | ((around?.flags ?? 0) & 0b10);
    return {
      context: { traceId, spanId, flags, state },
      end(more, isFailed = false) {
        span.setAttributes(more);
        if (isFailed) span.setStatus({ code: api.SpanStatusCode.ERROR });
        span.end();
      },
    };
  }

  return {
    open,
    async within(name, fn, describe) {
      const span = open(name);
      try {
        const result = await withTraceContext(span.context, fn);
        const { attributes, isFailed } = describe(result);
        span.end(attributes, isFailed);
        return result;
      } catch (error) {
        span.end({}, true);
        throw error;
      }
    },
    async close() {
      const { promise: isLate, resolve } = Promise.withResolvers<void>();
      const timer = clock.setTimeout(resolve, CLOSE_MS);
      await Promise.race([provider.shutdown().catch((error) => onFault(String(error))), isLate]);
      clock.clearTimeout(timer);
    },
  };
}

/**
 * Loads the libraries, here and nowhere else, so that a process which sends no traces does not pay
 * for them. They read OTEL_EXPORTER_OTLP_HEADERS and the like by themselves.
 */
async function startProvider({ endpoint, onFault }: TraceOptions) {
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const tell = (detail: string) => onFault(detail);
  const ignore = () => {};
  api.diag.setLogger(
    { error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: api.DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const url = new URL('v1/traces', endpoint.replace(/\/*$/, '/')).href;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS });
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'waybill' }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  return { api, provider };
}

type Api = typeof import('@opentelemetry/api');

/** What the library takes for the span around; our own store keeps it, see trace-context.ts. */
function toParent(api: Api, around: TraceContext | undefined): Context {
  if (around === undefined) return api.ROOT_CONTEXT;
  const { traceId, spanId, flags: traceFlags, state } = around;
  const traceState = state === null ? {} : { traceState: api.createTraceState(state) };
  return api.trace.setSpanContext(api.ROOT_CONTEXT, { traceId, spanId, traceFlags, ...traceState });
}
