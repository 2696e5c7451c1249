import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import {
  EnvironmentSchema,
  isVariableName,
  type Settings,
  VARIABLE_NAMES,
  VARIABLES,
  type VariableName,
} from './config/environment.ts';
import { findLikelyTypo } from './config/likely-typo.ts';
import { arrangeByRoom, arrangeRecording, arrangeRestate, arrangeVapiApi } from './config/rooms.ts';
import { isLoopback } from './edges.ts';

/** The environment as the process gives it: text or nothing. */
type Environment = Readonly<Record<string, string | undefined>>;

/** The settings of one process, by room, frozen. Times are milliseconds unless they say days. */
export type Config = Frozen<ReturnType<typeof arrangeByRoom>>;

/** The configuration, or everything that is wrong with it, one line each. */
export type ConfigReading = { ok: true; config: Config } | { ok: false; faults: string[] };

/**
 * Reads and checks the configuration; depends on `env` alone. `cut` names variables of which a file
 * may hold more than was read.
 * An empty variable counts as missing. Faults and warnings never tell a secret.
 */
export function readConfig(env: Environment, cut: readonly string[] = []): ConfigReading {
  const { settings, faults } = readSettings(env);
  faults.push(...findConflicts(settings, env));
  // A variable may be missing because its name is misspelt.
  if (faults.length > 0) faults.push(...findTypos(env));
  if (faults.length > 0 || !Value.Check(EnvironmentSchema, settings)) return { ok: false, faults };
  const doubts = cut.map(
    (name) => `${name} ends at a # in .env: put its value in quotes if that is part of it`,
  );
  doubts.push(...findDoubts(settings, env));
  return { ok: true, config: freeze(arrangeByRoom(settings, doubts)) };
}

/**
 * Reads the configuration of this process: its environment and, for what that leaves open, the file
 * .env in the working directory if there is one. `overrides` win over both.
 */
export function loadConfig(overrides: Environment = {}): ConfigReading {
  const loading = loadEnvironment(overrides);
  return loading.ok ? readConfig(loading.env, loading.cut) : loading;
}

/**
 * The settings of the journal alone, out of the same places: for programs that maintain it and have no
 * use for the secrets that the service needs.
 */
export function loadRecordingConfig(
  overrides: Environment = {},
): { ok: true; recording: Config['recording'] } | { ok: false; faults: string[] } {
  const loading = loadSome(overrides, /^(TRANSCRIPTS|JOURNAL)_/);
  if (!loading.ok) return loading;
  return { ok: true, recording: freeze(arrangeRecording(loading.settings)) };
}

/** The same with what names times and numbers are read by: for programs that look for calls. */
export function loadSearchConfig(
  overrides: Environment = {},
): { ok: true; search: SearchConfig } | { ok: false; faults: string[] } {
  const loading = loadSome(overrides, /^(TRANSCRIPTS|JOURNAL)_|^(TIME_ZONE|DEFAULT_COUNTRY)\b/);
  if (!loading.ok) return loading;
  const { TRANSCRIPTS_DIR: dir, TIME_ZONE: timeZone, DEFAULT_COUNTRY } = loading.settings;
  return { ok: true, search: { dir, timeZone, defaultCountry: DEFAULT_COUNTRY } };
}

/** The token of the internal server, if it has one: for programs that ask it. */
export function loadAdminToken():
  | { ok: true; token: string | null }
  | { ok: false; faults: string[] } {
  const loading = loadSome({}, /^ADMIN_TOKEN\b/);
  return loading.ok ? { ok: true, token: loading.settings.ADMIN_TOKEN ?? null } : loading;
}

/** What is set of Vapi's own API and of the assistant: for programs that set Vapi up. */
export function loadVapiApiConfig(
  overrides: Environment = {},
): { ok: true; api: VapiApiConfig } | { ok: false; faults: string[] } {
  const names = /^(VAPI_API_(KEY|HOST)|VAPI_ASSISTANT_ID|RECORDING_NOTICE)\b/;
  const loading = loadSome(overrides, names);
  return loading.ok ? { ok: true, api: freeze(arrangeVapiApi(loading.settings)) } : loading;
}

/** The way to Restate alone: for programs that register the service, or reach the calls. */
export function loadRestateConfig(
  overrides: Environment = {},
):
  | { ok: true; engine: Settings['CALL_ENGINE']; restate: RestateConfig }
  | { ok: false; faults: string[] } {
  const loading = loadSome(overrides, /^(RESTATE_|CALL_ENGINE\b)/);
  if (!loading.ok) return loading;
  const { settings } = loading;
  return { ok: true, engine: settings.CALL_ENGINE, restate: freeze(arrangeRestate(settings)) };
}

/** The way to Restate. */
export type RestateConfig = Frozen<ReturnType<typeof arrangeRestate>>;

/** What programs need to set Vapi up. */
export type VapiApiConfig = Frozen<ReturnType<typeof arrangeVapiApi>>;

/** What calls are looked for by. */
export type SearchConfig = {
  dir: string;
  timeZone: string;
  defaultCountry: Settings['DEFAULT_COUNTRY'];
};

/** The settings, where all those of these names are right: each of them has a default, or may lack. */
function loadSome(
  overrides: Environment,
  names: RegExp,
): { ok: true; settings: Settings } | { ok: false; faults: string[] } {
  const loading = loadEnvironment(overrides);
  if (!loading.ok) return loading;
  const { settings, faults } = readSettings(loading.env);
  const own = faults.filter((fault) => names.test(fault));
  return own.length > 0 ? { ok: false, faults: own } : { ok: true, settings: settings as Settings };
}

/** The options that Node itself runs with, those of the command line last: they win. */
export function readNodeOptions(): string[] {
  return [...(process.env.NODE_OPTIONS ?? '').split(/\s+/), ...process.execArgv];
}

function loadEnvironment(
  overrides: Environment,
): { ok: true; env: Environment; cut: string[] } | { ok: false; faults: string[] } {
  let written = '';
  try {
    written = readFileSync('.env', 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    if (code !== 'ENOENT') return { ok: false, faults: [`.env cannot be read: ${code}`] };
  }
  // Windows' editors begin a file with a byte order mark, which would be part of the first name.
  const text = written.replace(/^\ufeff/, '');
  const others = { ...process.env, ...overrides };
  const cut = namesCut(text).filter((name) => others[name] === undefined);
  return { ok: true, env: { ...parseEnv(text), ...others }, cut };
}

/** The variables of a file whose values go on after a #, outside of quotes. */
function namesCut(text: string): string[] {
  const lines = text.matchAll(/^\s*(?:export\s+)?([\w.-]+)\s*=[^\S\n]*(?!["'`])[^#\s][^#\n]*#/gm);
  return [...lines].flatMap(([, name]) => name ?? []);
}

/** One row of the documentation of the environment. */
export type ConfigReferenceRow = {
  name: VariableName;
  /** As it would be written in the environment; null when there is none. */
  default: string | null;
  required: boolean;
  description: string;
};

/** Every variable, in the order of .env.example. */
export function configReference(): ConfigReferenceRow[] {
  return VARIABLE_NAMES.map((name) => ({
    name,
    default: VARIABLES[name].default?.toString() ?? null,
    required: isRequired(name),
    description: VARIABLES[name].description,
  }));
}

function isRequired(name: VariableName): boolean {
  const isObliged = EnvironmentSchema.required.some((other) => other === name);
  return isObliged && VARIABLES[name].default === undefined;
}

/** Each variable by itself: what could be read, and one fault for each that could not. */
function readSettings(env: Environment) {
  const settings: Partial<Record<VariableName, string | number>> = {};
  const faults: string[] = [];
  for (const name of VARIABLE_NAMES) {
    const written = env[name];
    if (written === undefined || written === '') {
      const { default: fallback, description } = VARIABLES[name];
      if (fallback !== undefined) settings[name] = fallback;
      else if (isRequired(name)) faults.push(tellMissing(name, description));
      continue;
    }
    const value = readValue(name, written);
    const misread = findMisread(name, written);
    if (misread !== null) faults.push(misread);
    else if (isPlaceholder(name, written))
      faults.push(`${name} still has its value of .env.example`);
    else if (Value.Check(EnvironmentSchema.properties[name], value)) settings[name] = value;
    else faults.push(`${name}${echo(written, env)}: expected ${VARIABLES[name].expected}`);
  }
  // Each value has passed the schema of its own name.
  return { settings: settings as Partial<Settings>, faults };
}

/** Only plain decimal digits make a number: "1e3", "0x10" and " 1" are as wrong as "12abc". */
function readValue(name: VariableName, written: string): string | number {
  const isNumber = Type.IsInteger(EnvironmentSchema.properties[name]);
  return isNumber && /^(0|[1-9]\d*)$/.test(written) ? Number(written) : written;
}

/** Secrets that are ours to choose, and what they must have to be any. */
const SECRETS: readonly VariableName[] = [
  'VAPI_SECRET',
  'VAPI_HMAC_SECRET',
  'COMPLETIONS_KEY',
  'ADMIN_TOKEN',
];
const SECRET_LENGTH_MIN = 4;
const SECRET_LENGTH_GOOD = 16;

/** What programs add to a value on its way here, or what is left of one. */
function findMisread(name: VariableName, written: string): string | null {
  if (written.includes('\ufeff')) return `${name} holds a byte order mark, which is not seen`;
  // As `docker run --env-file` hands them over.
  if (/^(["'`]).*\1$/s.test(written) && written.length > 1) {
    return `${name} stands in quotes, which would be part of it: leave them out`;
  }
  const isShort = SECRETS.includes(name) && shortest(written) < SECRET_LENGTH_MIN;
  return isShort ? `${name} is too short: expected ${SECRET_LENGTH_GOOD} characters or more` : null;
}

/** The length of the shortest of the secrets in a list. */
function shortest(list: string): number {
  return Math.min(...list.split(',').map((secret) => secret.trim().length));
}

function isPlaceholder(name: VariableName, written: string): boolean {
  // A secret that every reader of the examples knows is none.
  if (VARIABLES[name].hidden && written.startsWith('your-')) return true;
  return written === VARIABLES[name].example && written.startsWith('your-');
}

function tellMissing(name: VariableName, description: string): string {
  // An abbreviation such as ID keeps its capital.
  const told = description.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());
  return `${name} is missing: ${told}`;
}

/** Longest part of a bad value that is quoted: enough to know it by, too little to leak a token. */
const ECHO_LENGTH_MAX = 24;

/** What a variable was set to, unless it is, or could be, a secret in the wrong place. */
function echo(written: string, env: Environment): string {
  const isSecret = VARIABLE_NAMES.some((one) => VARIABLES[one].hidden && env[one] === written);
  if (isSecret || written.includes('@') || written.length > ECHO_LENGTH_MAX) return ' does not fit';
  return ` is ${JSON.stringify(written)}`;
}

/** What is wrong with variables that are right each by itself. */
function findConflicts(settings: Partial<Settings>, env: Environment): string[] {
  const faults: string[] = [];
  const needed = ({ secret: 'VAPI_SECRET', hmac: 'VAPI_HMAC_SECRET', none: null } as const)[
    settings.VAPI_AUTH ?? 'none'
  ];
  if (needed !== null && !env[needed]) {
    faults.push(tellMissing(needed, VARIABLES[needed].description));
  }
  const { VAPI_AUTH, HOST, ALLOW_UNAUTHENTICATED } = settings;
  if (VAPI_AUTH === 'none' && !isLoopback(HOST ?? '') && ALLOW_UNAUTHENTICATED !== 'yes') {
    faults.push(
      'VAPI_AUTH is none on an address that others reach: expected secret or hmac, or ' +
        'ALLOW_UNAUTHENTICATED=yes beside it',
    );
  }
  const { INSPECT, ADMIN_HOST = '' } = settings;
  if (INSPECT === 'on' && !isLoopback(ADMIN_HOST) && !env.ADMIN_TOKEN) {
    faults.push('INSPECT is on where others reach ADMIN_HOST: expected ADMIN_TOKEN beside it');
  }
  faults.push(...findRestateConflicts(settings));
  const ordered = [
    ['CACHE_STALE_SECONDS', 'CACHE_TTL_SECONDS'],
    ['SANITY_TOTAL_BUDGET_MS', 'SANITY_ATTEMPT_TIMEOUT_MS'],
  ] as const;
  for (const [larger, smaller] of ordered) {
    const [most, least] = [settings[larger], settings[smaller]];
    if (most === undefined || least === undefined || most >= least) continue;
    faults.push(`${larger} is ${most}: expected at least ${smaller}, which is ${least}`);
  }
  return faults;
}

/** What is wrong with the way to Restate, where it is chosen. */
function findRestateConflicts(settings: Partial<Settings>): string[] {
  if (settings.CALL_ENGINE !== 'restate') return [];
  const faults: string[] = [];
  if (settings.RESTATE_INGRESS_URL === undefined) {
    const { description } = VARIABLES.RESTATE_INGRESS_URL;
    faults.push(tellMissing('RESTATE_INGRESS_URL', description));
  }
  const { RESTATE_SERVICE_HOST = '', RESTATE_IDENTITY_KEYS } = settings;
  if (!isLoopback(RESTATE_SERVICE_HOST) && RESTATE_IDENTITY_KEYS === undefined) {
    faults.push(
      'RESTATE_SERVICE_HOST is an address that others reach: expected RESTATE_IDENTITY_KEYS beside ' +
        'it, by which steps that Restate sent are told from any others',
    );
  }
  return faults;
}

/** Variables that are none of ours and look like one. */
function findTypos(env: Environment): string[] {
  const others = Object.keys(env).filter((name) => !isVariableName(name));
  return others.flatMap((name) => {
    const meant = findLikelyTypo(name, VARIABLE_NAMES);
    return meant === null ? [] : [`${name} is not known: did you mean ${meant}?`];
  });
}

/** How long Vapi waits for a tool's answer, as the assistant's definition sets it. */
const TOOL_TIMEOUT_MS = 5000;

/** What is allowed but probably not meant. */
function findDoubts(settings: Settings, env: Environment): string[] {
  const doubts = findTypos(env);
  for (const name of SECRETS) {
    const written = env[name];
    if (!written || shortest(written) >= SECRET_LENGTH_GOOD) continue;
    doubts.push(`${name} is shorter than ${SECRET_LENGTH_GOOD} characters: it can be guessed`);
  }
  if (settings.VAPI_AUTH === 'none') {
    doubts.push('VAPI_AUTH is none: whoever reaches the webhook is taken for Vapi');
  }
  if (settings.REPLY_DEADLINE_MS > TOOL_TIMEOUT_MS - 1000) {
    doubts.push(`REPLY_DEADLINE_MS is more than Vapi waits for: ${TOOL_TIMEOUT_MS} ms in all`);
  }
  if (settings.TRANSFER_DESTINATION === undefined && settings.HUMAN_CONTACT === undefined) {
    doubts.push(
      'Neither TRANSFER_DESTINATION nor HUMAN_CONTACT is set: callers who want a person hear that ' +
        'this line cannot help them to one',
    );
  }
  if (settings.SANITY_LISTEN === 'on' && settings.SANITY_QUERY !== undefined) {
    doubts.push('SANITY_LISTEN is on: with a SANITY_QUERY of your own it cannot follow changes');
  }
  if (settings.SANITY_QUERY !== undefined && settings.SANITY_PHONE_QUERY === undefined) {
    doubts.push(
      'SANITY_QUERY is set and SANITY_PHONE_QUERY is not: whoever calls is known only by documents ' +
        'of the usual shape',
    );
  }
  const sanityUrl = URL.parse(settings.SANITY_API_HOST ?? '');
  if (sanityUrl?.protocol === 'http:' && !isLoopback(sanityUrl.hostname)) {
    doubts.push('SANITY_API_HOST is not https: the token travels in clear');
  }
  if (settings.ADMIN_TOKEN === undefined && !isLoopback(settings.ADMIN_HOST)) {
    doubts.push('ADMIN_TOKEN is missing: beyond loopback everything but the probes is refused');
  }
  if (settings.TRANSCRIPTS_DELETE_DAYS < settings.TRANSCRIPTS_RETENTION_DAYS) {
    doubts.push('TRANSCRIPTS_DELETE_DAYS is less than TRANSCRIPTS_RETENTION_DAYS');
  }
  return doubts;
}

type Frozen<Value> = Value extends object
  ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
  : Value;

function freeze<Tree>(tree: Tree): Frozen<Tree> {
  if (typeof tree === 'object' && tree !== null) Object.values(tree).forEach(freeze);
  return Object.freeze(tree) as Frozen<Tree>;
}
