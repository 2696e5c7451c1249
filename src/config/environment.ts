import { type Static, Type } from 'typebox';
import { IsDate } from 'typebox/format';
import {
  choice,
  country,
  type Facts,
  hasNoEmptyPart,
  isBaseUrl,
  isBaseUrlList,
  isHttpUrl,
  isTimeZone,
  text,
  whole,
} from './variable.ts';

// What may stand in a header: visible ASCII, with spaces inside only. A line break at the end of a
// secret that was read from a file would otherwise surface as a refused request.
const HEADER_VALUE = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/;
const BEARER_TOKEN = /^[\x21-\x7e]+$/;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const HOST = /^[^\s/]+$/;
// A name is reached by https; an origin of this machine may be named as such, for plain http.
const LOOPBACK = String.raw`http://(?:127\.0\.0\.1|localhost|\[::1\])`;
// A name of at least two parts; a wildcard stands before two, so that nobody can own all below it.
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const OPEN_SUFFIX = '(?:ac|co|com|edu|gov|net|or|org)\\.[A-Za-z]{2}(?![\\w.-])';
const NAME = `(?:${LABEL}\\.)+[A-Za-z]{2,}`;
const CONTROL_HOST = `(?:(?:\\*\\.(?!${OPEN_SUFFIX})(?=[^,:]*\\.))?${NAME}|${LOOPBACK})(?::\\d+)?`;
const CONTROL_HOSTS = new RegExp(`^${CONTROL_HOST}(?:\\s*,\\s*${CONTROL_HOST})*$`);
const PATH = /^\S(.*\S)?$/;
const SECRET_LIST = 'visible ASCII, a comma only between an old and a new secret';

const DAY_SECONDS = 86_400;

/**
 * Every variable of the environment: type, default, bounds, meaning. The documentation, the file
 * .env.example and the parser are all held to this table. Projects and datasets are named by the
 * rules of @sanity/client 8.15 (src/validators.ts), so that a bad name stops the start.
 */
export const EnvironmentSchema = Type.Object({
  HOST: text(HOST, {
    about: 'Address that the public server listens on',
    expected: 'a host name or an IP address',
    default: '0.0.0.0',
  }),
  PORT: whole({
    about: 'Port of the public server; 0 takes a free one',
    default: 3000,
    range: [0, 65_535],
  }),
  RATE_LIMIT_PER_MINUTE: whole({
    about: 'Most tool calls, and most messages of each other kind, a minute of one call or address',
    default: 100,
    range: [1, 1_000_000],
  }),
  SHUTDOWN_GRACE_SECONDS: whole({
    about: 'Longest time that requests under way get when the process is told to stop',
    unit: 'seconds',
    default: 10,
    range: [1, 300],
  }),

  ADMIN_HOST: text(HOST, {
    about: 'Address that the internal server (health, metrics, console) listens on',
    expected: 'a host name or an IP address',
    default: '127.0.0.1',
  }),
  ADMIN_PORT: whole({
    about: 'Port of the internal server; 0 takes a free one',
    default: 9090,
    range: [0, 65_535],
  }),
  ADMIN_TOKEN: Type.Optional(
    text(BEARER_TOKEN, {
      about:
        'Bearer token for what changes something on the internal server, and beyond loopback for all',
      expected: 'visible ASCII without spaces',
      hidden: true,
    }),
  ),
  INSPECT: choice(['off', 'on'], {
    about: 'Whether the internal server shows calls to the Stately inspector, at /inspect',
    default: 'off',
  }),

  SANITY_PROJECT_ID: text(/^[-a-zA-Z0-9]+$/, {
    about: 'ID of the Sanity project that holds the deliveries (Sanity, Manage)',
    expected: 'letters a to z, digits and dashes',
    example: 'your-project-id',
  }),
  SANITY_DATASET: text(/^~?[a-z0-9][-\w]{0,63}$/, {
    about: 'Dataset in that project, such as production',
    expected: 'up to 64 letters, digits, dashes and underscores, a small letter or digit first',
    example: 'your-dataset',
  }),
  SANITY_API_TOKEN: text(BEARER_TOKEN, {
    about: 'A token that may read the dataset (Sanity, Manage, API, Tokens)',
    expected: 'visible ASCII without spaces',
    hidden: true,
    example: 'your-sanity-token',
  }),
  SANITY_API_HOST: Type.Optional(
    text(
      /^\S+$/,
      {
        about: 'Base URL of another host than that of Sanity, such as an embedded one',
        expected: 'an http or https URL without user, path and query',
      },
      isBaseUrl,
    ),
  ),
  SANITY_QUERY: Type.Optional(
    text(/\$trackingNumber\b/, {
      about: 'GROQ query of your own, for another document shape; it must use $trackingNumber',
      expected: 'a GROQ query that uses $trackingNumber',
    }),
  ),
  SANITY_PHONE_QUERY: Type.Optional(
    text(/\$customerPhone\b/, {
      about: 'GROQ query of your own for the deliveries of a caller; it must use $customerPhone',
      expected: 'a GROQ query that uses $customerPhone',
    }),
  ),
  SANITY_NUMBER_MATCH: choice(['any-spelling', 'exact-first'], {
    about: 'How numbers are looked for: the very one first is faster',
    default: 'any-spelling',
  }),
  SANITY_API_VERSION: text(
    /^v?\d{4}-\d{2}-\d{2}$/,
    {
      about: 'Version of the Sanity API, as a date',
      expected: 'a date as YYYY-MM-DD',
      default: '2025-02-19',
    },
    (value) => IsDate(value.replace(/^v/, '')),
  ),
  SANITY_ATTEMPT_TIMEOUT_MS: whole({
    about: 'Longest time for one attempt at Sanity',
    unit: 'milliseconds',
    default: 500,
    range: [1, 60_000],
  }),
  SANITY_TOTAL_BUDGET_MS: whole({
    about: 'Longest time for all attempts of one lookup together',
    unit: 'milliseconds',
    default: 5000,
    range: [1, 300_000],
  }),
  SANITY_LISTEN: choice(['on', 'off'], {
    about: 'Whether changes in Sanity are listened to, to refresh the cache at once',
    default: 'off',
  }),

  CACHE_TTL_SECONDS: whole({
    about: 'How long a record counts as fresh (0: not at all)',
    unit: 'seconds',
    default: 60,
    range: [0, 30 * DAY_SECONDS],
  }),
  CACHE_STALE_SECONDS: whole({
    about: 'How long a record may be told, with its age, while Sanity is out of reach',
    unit: 'seconds',
    default: DAY_SECONDS,
    range: [0, 30 * DAY_SECONDS],
  }),
  CACHE_MAX_ENTRIES: whole({
    about: 'Most records kept in memory',
    default: 10_000,
    range: [1, 1_000_000],
  }),
  BREAKER_FAILURES: whole({
    about: 'Failures in a row after which Sanity is left alone',
    default: 5,
    range: [1, 1000],
  }),
  BREAKER_RESET_SECONDS: whole({
    about: 'How long Sanity is left alone before one attempt tries it',
    unit: 'seconds',
    default: 30,
    range: [1, 3600],
  }),

  VAPI_AUTH: choice(['secret', 'hmac', 'none'], {
    about: 'How requests prove that they come from Vapi',
    example: 'secret',
  }),
  ALLOW_UNAUTHENTICATED: choice(['yes', 'no'], {
    about: 'Whether VAPI_AUTH=none is meant on an address that others reach',
    default: 'no',
  }),
  VAPI_SECRET: Type.Optional(
    text(
      HEADER_VALUE,
      {
        about: 'Secret that Vapi sends (VAPI_AUTH=secret); old and new one with a comma between',
        expected: SECRET_LIST,
        hidden: true,
        example: 'your-vapi-secret',
      },
      hasNoEmptyPart,
    ),
  ),
  VAPI_HMAC_SECRET: Type.Optional(
    text(
      HEADER_VALUE,
      {
        about: 'Key that Vapi signs with (VAPI_AUTH=hmac); old and new one with a comma between',
        expected: SECRET_LIST,
        hidden: true,
      },
      hasNoEmptyPart,
    ),
  ),
  VAPI_HMAC_SIGNATURE_HEADER: text(HEADER_NAME, {
    about: 'Header that carries the signature (VAPI_AUTH=hmac)',
    expected: 'the name of a header',
    default: 'x-signature',
  }),
  VAPI_HMAC_TIMESTAMP_HEADER: text(HEADER_NAME, {
    about: 'Header that carries the time of signing (VAPI_AUTH=hmac)',
    expected: 'the name of a header',
    default: 'x-timestamp',
  }),
  COMPLETIONS_KEY: Type.Optional(
    text(
      HEADER_VALUE,
      {
        about:
          'Key of a call without a model (POST /chat/completions); several with a comma between',
        expected: SECRET_LIST,
        hidden: true,
      },
      hasNoEmptyPart,
    ),
  ),
  VAPI_ASSISTANT_ID: Type.Optional(
    text(/^[\w-]+$/, {
      about: 'ID of the assistant that answers calls to a number without one',
      expected: 'letters, digits, dashes and underscores',
    }),
  ),
  VAPI_CONTROL_HOSTS: text(
    CONTROL_HOSTS,
    {
      about:
        'Hosts where a call may be controlled, comma between: name, *.name, http://127.0.0.1:port',
      expected:
        'names of hosts such as *.vapi.ai, or http origins of this machine, and no name of one part',
      default: '*.vapi.ai',
    },
    (list) =>
      list
        .split(',')
        .every((one) => URL.canParse(one.trim().replace(/^(?!http:\/\/)/, 'https://'))),
  ),

  VAPI_API_KEY: Type.Optional(
    text(BEARER_TOKEN, {
      about: 'Private key of the Vapi account, for doctor and vapi:assistant; not for the service',
      expected: 'visible ASCII without spaces',
      hidden: true,
    }),
  ),
  VAPI_API_HOST: text(
    // The key is sent there: nobody else is to read it.
    new RegExp(`^(?:https://\\S+|${LOOPBACK}(?::\\d+)?/?)$`),
    {
      about: 'Base URL of the Vapi API, for the same programs',
      expected: 'an https URL, or http on this machine, without user, path and query',
      default: 'https://api.vapi.ai',
    },
    isBaseUrl,
  ),

  RECORDING_NOTICE: Type.Optional(
    text(/^\P{Cc}{1,300}$/u, {
      about: 'Sentence in the first message that says that the call is recorded',
      expected: 'one line of at most 300 characters',
    }),
  ),
  CALL_ENGINE: choice(['local', 'restate'], {
    about: 'What keeps the calls alive, local being this process',
    default: 'local',
  }),
  RESTATE_INGRESS_URL: Type.Optional(
    text(
      /^\S+$/,
      {
        about: "URLs of the ingress of Restate's nodes, comma between; one may be a balancer",
        expected: 'http or https URLs without a path, a comma between',
      },
      isBaseUrlList,
    ),
  ),
  RESTATE_ADMIN_URL: Type.Optional(
    text(
      /^\S+$/,
      {
        about: "URL of Restate's admin API, for restate:register; not for the service",
        expected: 'an http or https URL without a path',
      },
      isBaseUrl,
    ),
  ),
  RESTATE_SERVICE_HOST: text(HOST, {
    about: 'Address that Restate sends the steps of calls to',
    expected: 'a host name or an IP address',
    default: '127.0.0.1',
  }),
  RESTATE_SERVICE_PORT: whole({
    about: 'Port for that; 0 takes a free one',
    default: 9080,
    range: [0, 65_535],
  }),
  RESTATE_IDENTITY_KEYS: Type.Optional(
    text(/^publickeyv1_[1-9A-HJ-NP-Za-km-z]{32,64}(,publickeyv1_[1-9A-HJ-NP-Za-km-z]{32,64})*$/, {
      about: 'Public keys of the Restate that may send steps, comma between',
      expected: 'publickeyv1_ and what Restate tells, a comma between an old and a new key',
    }),
  ),
  CONFIRM: choice(['always', 'when-unsure', 'never'], {
    about: 'When a tracking number is read back before it is looked up',
    default: 'when-unsure',
  }),
  CHECK_DIGITS: choice(['on', 'off'], {
    about: "Whether a courier's number with a wrong check digit is read back, or asked about",
    default: 'on',
  }),
  REPLY_DEADLINE_MS: whole({
    about: 'Time after which a tool call is answered with what is at hand',
    unit: 'milliseconds',
    default: 500,
    range: [1, 20_000],
  }),
  SPEAK: choice(['verbatim', 'model'], {
    about: "Whether an answer is spoken as it is or worded by the assistant's model",
    default: 'verbatim',
  }),
  LATE_ANSWERS: choice(['on', 'off'], {
    about: 'Whether a lookup that ends after its answer is told to the caller',
    default: 'on',
  }),
  GUARD: choice(['watch', 'correct'], {
    about: 'What happens when the assistant says what no record states',
    default: 'watch',
  }),
  TRANSFER_DESTINATION: Type.Optional(
    text(/^(\+[1-9]\d{6,14}|sips?:[^\s@]+@[^\s@]+)$/, {
      about: 'Where a call goes that asks for a person: an E.164 number or a sip: URI',
      expected: 'a number such as +15550100000, or a sip: URI',
      hidden: true,
    }),
  ),
  TRANSFER_SUMMARY: choice(['header', 'spoken', 'off'], {
    about: 'How whoever takes a call over is told of it, spoken being before they have it',
    default: 'header',
  }),
  HUMAN_CONTACT: Type.Optional(
    text(/^\P{Cc}{1,300}$/u, {
      about: 'Sentence that tells callers how to reach a person where calls are not transferred',
      expected: 'one line of at most 300 characters',
      example: 'your-contact',
    }),
  ),
  GREETING: Type.Optional(
    text(/^\P{Cc}{1,300}$/u, {
      about: 'What greets a caller in a call without a model',
      expected: 'one line of at most 300 characters',
    }),
  ),
  TIME_ZONE: text(
    /^[A-Za-z0-9+_/-]{1,64}$/,
    {
      about: "The callers' time zone, by its IANA name such as America/New_York",
      expected: 'a time zone that this Node knows, by its IANA name',
      default: 'UTC',
    },
    isTimeZone,
  ),
  SPEAK_NAME: choice(['recognised', 'always', 'never'], {
    about: 'Who hears the name on a record (recognised: whose number is on it)',
    default: 'recognised',
  }),
  VERIFY: choice(['off', 'caller'], {
    about: 'Who is asked who they are before a parcel is told (caller: whose number is not on it)',
    default: 'off',
  }),
  ASK_OWN: choice(['off', 'on'], {
    about: 'Whether a known caller without a number is asked about their own parcels',
    default: 'off',
  }),
  NUMBERS_PER_CALL: whole({
    about: 'Most different tracking numbers that one call may try',
    default: 10,
    range: [1, 1000],
  }),
  NUMBERS_PER_CALLER_PER_HOUR: whole({
    about: 'Most different tracking numbers looked up for one calling number in an hour',
    default: 30,
    range: [1, 100_000],
  }),
  DEFAULT_COUNTRY: Type.Optional(
    country({
      about: 'Country of calling numbers that have none, such as US',
      expected: 'a country by its two letters (ISO 3166), with a calling code',
    }),
  ),
  SILENCE_TIMEOUT_SECONDS: whole({
    about: 'Silence after which a call counts as over',
    unit: 'seconds',
    default: 900,
    range: [1, DAY_SECONDS],
  }),
  LIVE_CALLS_MAX: whole({
    about: 'Most calls held in memory, unless the heap allows fewer',
    default: 100_000,
    range: [1, 1_000_000],
  }),

  TRANSCRIPTS_DIR: text(PATH, {
    about: 'Directory of the journal',
    expected: 'the path of a directory',
    default: 'var/log/transcripts',
  }),
  TRANSCRIPTS_RETENTION_DAYS: whole({
    about: 'How long the journal is kept at hand',
    unit: 'days',
    default: 30,
    range: [1, 3650],
  }),
  TRANSCRIPTS_DELETE_DAYS: whole({
    about: 'Age at which what was archived is deleted',
    unit: 'days',
    default: 365,
    range: [1, 3650],
  }),
  JOURNAL_SYNC: choice(['background', 'always'], {
    about: 'When the journal is forced to disk, always being before each answer',
    default: 'background',
  }),
  KEEP_RECORDING_URL: choice(['off', 'on'], {
    about: "Whether the link to a call's recording is kept, for the console",
    default: 'off',
  }),

  LOG_LEVEL: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    about: 'Least level of the log lines that are written',
    default: 'info',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(
    text(
      /^\S+$/,
      {
        about: 'URL that traces are sent to (OTLP); without it, none are',
        expected: 'an http or https URL without user',
      },
      isHttpUrl,
    ),
  ),
});

/** The environment, parsed: numbers are numbers, defaults are filled in. */
export type Settings = Static<typeof EnvironmentSchema>;

/** The name of a variable. */
export type VariableName = keyof Settings;

/** What is said of each variable, by name, in the order of the schema. */
export const VARIABLES: Readonly<Record<VariableName, Facts>> = EnvironmentSchema.properties;

/** The names of all variables, in the order of the schema. */
export const VARIABLE_NAMES = Object.keys(VARIABLES).filter(isVariableName);

/** Whether a variable of the environment is one of ours. */
export function isVariableName(name: string): name is VariableName {
  return Object.hasOwn(VARIABLES, name);
}
