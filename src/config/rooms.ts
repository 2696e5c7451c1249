import type { Settings } from './environment.ts';

const SECOND_MS = 1000;

/** The settings as the rooms take them: nested by room, in milliseconds, lists as lists. */
export function arrangeByRoom(settings: Settings, warnings: string[]) {
  return {
    http: {
      host: bareHost(settings.HOST),
      port: settings.PORT,
      rateLimitPerMinute: settings.RATE_LIMIT_PER_MINUTE,
    },
    admin: {
      host: bareHost(settings.ADMIN_HOST),
      port: settings.ADMIN_PORT,
      inspect: settings.INSPECT === 'on',
      ...given({ token: settings.ADMIN_TOKEN }),
    },
    sanity: arrangeSanity(settings),
    call: arrangeCall(settings),
    engine: settings.CALL_ENGINE,
    restate: arrangeRestate(settings),
    cache: {
      ttlMs: settings.CACHE_TTL_SECONDS * SECOND_MS,
      staleMs: settings.CACHE_STALE_SECONDS * SECOND_MS,
      maxEntries: settings.CACHE_MAX_ENTRIES,
    },
    breaker: {
      failures: settings.BREAKER_FAILURES,
      resetMs: settings.BREAKER_RESET_SECONDS * SECOND_MS,
    },
    vapi: arrangeVapi(settings),
    recording: arrangeRecording(settings),
    completions: { keys: splitList(settings.COMPLETIONS_KEY) },
    log: { level: settings.LOG_LEVEL },
    tracing: { ...given({ endpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT }) },
    shutdownGraceMs: settings.SHUTDOWN_GRACE_SECONDS * SECOND_MS,
    warnings,
  };
}

/** The settings of the journal. */
export function arrangeRecording(settings: Settings) {
  return {
    dir: settings.TRANSCRIPTS_DIR,
    retentionDays: settings.TRANSCRIPTS_RETENTION_DAYS,
    deleteDays: settings.TRANSCRIPTS_DELETE_DAYS,
    sync: settings.JOURNAL_SYNC,
  };
}

function arrangeSanity(settings: Settings) {
  const { SANITY_API_HOST: apiHost } = settings;
  return {
    projectId: settings.SANITY_PROJECT_ID,
    dataset: settings.SANITY_DATASET,
    token: settings.SANITY_API_TOKEN,
    apiVersion: settings.SANITY_API_VERSION.replace(/^v/, ''),
    attemptTimeoutMs: settings.SANITY_ATTEMPT_TIMEOUT_MS,
    totalBudgetMs: settings.SANITY_TOTAL_BUDGET_MS,
    numberMatch: settings.SANITY_NUMBER_MATCH,
    listen: settings.SANITY_LISTEN === 'on',
    ...given({
      apiHost: apiHost === undefined ? undefined : new URL(apiHost).origin,
      query: settings.SANITY_QUERY,
      phoneQuery: settings.SANITY_PHONE_QUERY,
    }),
  };
}

function arrangeCall(settings: Settings) {
  return {
    confirm: settings.CONFIRM,
    checkDigits: settings.CHECK_DIGITS,
    replyDeadlineMs: settings.REPLY_DEADLINE_MS,
    silenceTimeoutMs: settings.SILENCE_TIMEOUT_SECONDS * SECOND_MS,
    liveCallsMax: settings.LIVE_CALLS_MAX,
    lateAnswers: settings.LATE_ANSWERS === 'on',
    guard: settings.GUARD,
    timeZone: settings.TIME_ZONE,
    speakName: settings.SPEAK_NAME,
    verify: settings.VERIFY,
    askOwn: settings.ASK_OWN,
    transferSummary: settings.TRANSFER_SUMMARY,
    numbersPerCall: settings.NUMBERS_PER_CALL,
    numbersPerCallerPerHour: settings.NUMBERS_PER_CALLER_PER_HOUR,
    ...given({
      transferDestination: settings.TRANSFER_DESTINATION,
      humanContact: settings.HUMAN_CONTACT,
      greeting: settings.GREETING,
      defaultCountry: settings.DEFAULT_COUNTRY,
    }),
  };
}

/** The way to Restate, and where it sends the steps of calls. */
export function arrangeRestate(settings: Settings) {
  return {
    ingressUrls: splitList(settings.RESTATE_INGRESS_URL).map((url) => new URL(url).origin),
    serviceHost: bareHost(settings.RESTATE_SERVICE_HOST),
    servicePort: settings.RESTATE_SERVICE_PORT,
    identityKeys: splitList(settings.RESTATE_IDENTITY_KEYS),
    ...given({ adminUrl: settings.RESTATE_ADMIN_URL }),
  };
}

function arrangeVapi(settings: Settings) {
  return {
    auth: settings.VAPI_AUTH,
    secrets: splitList(settings.VAPI_SECRET),
    hmacSecrets: splitList(settings.VAPI_HMAC_SECRET),
    // Node gives the names of headers in small letters.
    hmacSignatureHeader: settings.VAPI_HMAC_SIGNATURE_HEADER.toLowerCase(),
    hmacTimestampHeader: settings.VAPI_HMAC_TIMESTAMP_HEADER.toLowerCase(),
    speak: settings.SPEAK,
    keepRecordingUrl: settings.KEEP_RECORDING_URL === 'on',
    controlHosts: splitList(settings.VAPI_CONTROL_HOSTS.toLowerCase()),
    ...given({
      assistantId: settings.VAPI_ASSISTANT_ID,
      recordingNotice: settings.RECORDING_NOTICE,
    }),
  };
}

/** What programs need to set Vapi up; the service never has the key. */
export function arrangeVapiApi(settings: Settings) {
  const { VAPI_API_KEY, VAPI_API_HOST, VAPI_ASSISTANT_ID, RECORDING_NOTICE } = settings;
  return {
    host: new URL(VAPI_API_HOST).origin,
    ...given({
      key: VAPI_API_KEY,
      assistantId: VAPI_ASSISTANT_ID,
      recordingNotice: RECORDING_NOTICE,
    }),
  };
}

function splitList(list: string | undefined): string[] {
  return list === undefined ? [] : list.split(',').map((part) => part.trim());
}

type Given<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };

/** The fields that have a value: what was not set is absent, not undefined. */
function given<Fields extends object>(fields: Fields): Given<Fields> {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Given<Fields>;
}

/** An address of IPv6 as sockets take it: without the brackets that it has in a URL. */
function bareHost(host: string): string {
  return host.replace(/^\[(.+)\]$/, '$1');
}
