import { createHash } from 'node:crypto';
import { TRACKING_NUMBER_LENGTH } from '../../machines/tracking-number.ts';

/**
 * Keeps secrets and the numbers of callers and parcels out of logs, by the key that a value stands
 * under and, since an error's message may quote anything, by what a text looks like. When in doubt
 * it masks: a log line that shows too little is asked for again, one that shows too much is copied.
 */

const REDACTED = '[redacted]';

/** Fewest characters of a tracking or phone number; what is shorter is told. */
const NUMBER_LENGTH_MIN = 6;

/** Most that is kept of one log line's values; the rest is cut off. */
const LIMITS = { depth: 6, entries: 50, textLength: 4000 } as const;

/** Shorter secrets are left to the other rules: they would blot out parts of common words. */
const SECRET_LENGTH_MIN = 8;

/** Masks a tracking number, however it is written: its last four characters stay. */
export function maskTracking(trackingNumber: string): string {
  return maskCharacters(trackingNumber.replace(/[^\p{L}\p{Nd}]/gu, ''));
}

/** Masks a phone number, however it is written: its last four digits stay. */
export function maskPhone(phone: string): string {
  return maskCharacters(phone.replace(/[^\p{Nd}]/gu, ''));
}

function maskCharacters(bare: string): string {
  // What is longer than any tracking number is a token, of which nothing may stay.
  if (bare.length > TRACKING_NUMBER_LENGTH.max) return REDACTED;
  const kept = bare.length > 4 ? 4 : 0;
  return '*'.repeat(bare.length - kept) + bare.slice(bare.length - kept);
}

// What has many digits but is searched by: UUIDs, ISO dates and times (the journal's file names and
// Sanity's versions hold dates too), IPv4 addresses, durations.
const UUID = String.raw`[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12}`;
const TIME = String.raw`T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?`;
const DATE = String.raw`(?:transcripts-|v)?(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const CLOCK = String.raw`(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?`;
// A figure of ours says what it counts.
const FIGURE = String.raw`\d{1,15}(?=(?:ms|s|%)(?![\p{L}\p{Nd}])| (?:bytes|ms|seconds|minutes|hours|days|characters|lines|calls|requests|files|entries|attempts|MB|MiB|KB|GB)(?!\p{L}))`;
const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;
const IP = String.raw`${OCTET}(?:\.${OCTET}){3}(?::\d{1,5})?`;
// Not when it goes on with digits, before or behind: "01.23.45.67.89" is a phone number.
const HARMLESS = [
  String.raw`(?<!\p{Nd}[.\p{Pd}])`,
  String.raw`(?:${UUID}|${DATE}(?:${TIME})?|${IP}|${CLOCK}|\d{1,5}ms|${FIGURE})`,
  String.raw`(?![\p{L}\p{Nd}]|[.\p{Pd}]\p{Nd})`,
].join('');

// A word with a digit in it; the words that follow, however they are set apart, also in a URL; and
// the letters before: "WB10000001", "WB-1000 0001", "+1 (555) 010-1234", "1%200%200".
const WORD = String.raw`\p{L}*\p{Nd}[\p{L}\p{Nd}]*`;
const GAP = String.raw`(?:[\s().,:+/_\p{Pd}\u2212\u00ad\u200b]|%20|%2[BbDd]){1,3}`;
const PREFIX = String.raw`(?:\p{L}{1,5}\p{Pd}|\p{Lu}{1,4} )?`;
const NEXT_WORD = `(?!${HARMLESS})${WORD}`;
const NUMBERS = new RegExp(
  String.raw`(?<![\p{L}\p{Nd}])(?:(${HARMLESS})|${PREFIX}${NEXT_WORD}(?:${GAP}${NEXT_WORD})*)`,
  'gu',
);

const DIGIT_WORD =
  'zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|ten|double|triple|' +
  'alpha|alfa|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|' +
  'oscar|papa|quebec|romeo|sierra|tango|uniform|victor|whiskey|x-ray|yankee|zulu|double[ -]?u';
// A number in words, or spelled letter by letter: six pieces or more, a word for a digit among them.
const SPELLED = new RegExp(
  String.raw`(?<!\p{L})(?=(?:\p{L}[\s,-]+)*(?:${DIGIT_WORD})(?!\p{L}))(?:(?:${DIGIT_WORD}|\p{L}|\d)[\s,-]+){5,}(?:${DIGIT_WORD}|\p{L}|\d)(?![\p{L}\d])`,
  'giu',
);

/** Masks what looks like a tracking or phone number: six characters or more, four digits. */
function maskNumbers(text: string): string {
  return text.replace(NUMBERS, (found: string, harmless?: string) => {
    if (harmless !== undefined) return found;
    const bare = found.replace(/%2[0BbDd]/g, '').replace(/[^\p{L}\p{Nd}]/gu, '');
    const digits = bare.replace(/\P{Nd}/gu, '');
    return bare.length >= NUMBER_LENGTH_MIN && digits.length >= 4 ? maskCharacters(bare) : found;
  });
}

const SECRET_NAME = '(?:secret|token|password|authorization|signature|api[-_]?key|cookie)';
const CREDENTIALS: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, `$1 ${REDACTED}`],
  [
    new RegExp(String.raw`(${SECRET_NAME}\w{0,40}["']?\s*[:=]\s*["']?)[^\s"'&,;]+`, 'gi'),
    `$1${REDACTED}`,
  ],
  [/\/\/[^\s/@]+@/g, `//${REDACTED}@`],
];

/** Short texts that were looked at before: lines repeat their names, states and routes. */
const KNOWN = { texts: 1000, textLength: 64, keys: 1000 } as const;
const NO_SECRETS: readonly string[] = [];
const knownTexts = new WeakMap<readonly string[], Map<string, string>>();

/** Masks `secrets`, and what looks like a credential, a phone number or a tracking number. */
export function redactText(text: string, secrets: readonly string[] = NO_SECRETS): string {
  if (text.length > KNOWN.textLength) return maskText(text, secrets);
  let known = knownTexts.get(secrets);
  if (known === undefined) {
    known = new Map();
    knownTexts.set(secrets, known);
  }
  const redacted = known.get(text) ?? maskText(text, secrets);
  // Those that are one too many are looked at again.
  if (known.size < KNOWN.texts) known.set(text, redacted);
  return redacted;
}

function maskText(text: string, secrets: readonly string[]): string {
  let redacted = text;
  for (const secret of secrets) {
    if (secret.length >= SECRET_LENGTH_MIN) redacted = redacted.replaceAll(secret, REDACTED);
  }
  // After the secrets, so that no cut leaves a half of one.
  if (redacted.length > LIMITS.textLength) redacted = `${redacted.slice(0, LIMITS.textLength)}…`;
  // Most texts are plain words: one look spares them the rest.
  if (!/\p{Nd}|[:=@]|bearer|basic/iu.test(redacted)) return redacted.replace(SPELLED, REDACTED);
  for (const [pattern, replacement] of CREDENTIALS) {
    redacted = redacted.replace(pattern, replacement);
  }
  return maskNumbers(redacted.replace(SPELLED, REDACTED));
}

// Keys are compared in small letters and without dashes and underscores.
const ID_KEY =
  /^x?(correlation|call|chat|toolcall|assistant|request|session|phonenumber|trace|span|req)id$/;
/** Our tools are named in small letters; whatever else a model calls may be anything. */
const TOOL_NAME = /^[a-z]+(?:_[a-z]+){1,4}$/;
const PLAIN_KEY = /^(timestamp|level|version|commit)$/;
const SECRET_KEY =
  /secret|token|password|authorization|signature|apikey|cookie|credential|(control|recording)url/;
const SAID_KEY = /^(transcript|utterance|customername|postalcode|answer|issuemessage)$/;
const PHONE_KEY = /phone|^caller$|^((customer|caller|from|to)?number)$/;
const TRACKING_KEY = /tracking(number|id)|^heard$/;
/** The end of a number, told so that a call is found by it. */
const LAST_FOUR_KEY = /last4$/;
const QUANTITY_KEY =
  /(ms|seconds|bytes|count|size|length|total|at|age|time|port|limit|max|read|cut|lost|lines|calls|faults|offset|seq|pid|code|left|reset|remaining)$/;

/** What may stand under a key; the first that a key is of. */
const MEANINGS = [
  ['secret', SECRET_KEY],
  ['said', SAID_KEY],
  ['lastFour', LAST_FOUR_KEY],
  ['tracking', TRACKING_KEY],
  ['plain', PLAIN_KEY],
  ['id', ID_KEY],
  ['tool', /^tool$/],
  ['phone', PHONE_KEY],
  ['quantity', QUANTITY_KEY],
] as const;

type Meaning = (typeof MEANINGS)[number][0] | 'other';

const knownKeys = new Map<string, Meaning>();

function meaningOf(key: string): Meaning {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const bare = key.replace(/[^a-z\d]/gi, '').toLowerCase();
  const [meaning = 'other'] = MEANINGS.find(([, pattern]) => pattern.test(bare)) ?? [];
  if (knownKeys.size < KNOWN.keys) knownKeys.set(key, meaning);
  return meaning;
}

/** A plain value, as JSON has it, with all that is private masked and its size bounded. */
export function redactValue(value: unknown, secrets: readonly string[] = NO_SECRETS): unknown {
  return redact('', value, 0, secrets);
}

/**
 * The same of an object that holds nothing but texts, numbers and booleans; null for any other value,
 * which has to become plain first.
 */
export function redactFields(
  fields: unknown,
  secrets: readonly string[] = NO_SECRETS,
): Record<string, unknown> | null {
  if (typeof fields !== 'object' || fields === null) return null;
  // An error, for one, has its message elsewhere.
  if (Object.getPrototypeOf(fields) !== Object.prototype) return null;
  const given = fields as Record<string, unknown>;
  const names = Object.keys(given);
  if (names.length > FIELDS_MAX) return null;
  const redacted: Record<string, unknown> = {};
  for (const name of names) {
    const value = given[name];
    // JSON leaves it out.
    if (value === undefined) continue;
    if (!isPlain(value) || name === '__proto__') return null;
    redacted[redactText(name, secrets)] = redact(name, value, 1, secrets);
  }
  return redacted;
}

/** What every line has of its own counts as well among the entries that are kept. */
const FIELDS_MAX = LIMITS.entries - 4;

function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  // JSON escapes half a character; whoever writes texts by themselves may not.
  if (typeof value === 'string') return value.isWellFormed();
  return typeof value === 'boolean' || value === null;
}

function redact(key: string, value: unknown, depth: number, secrets: readonly string[]): unknown {
  if (value === null || typeof value === 'boolean') return value;
  const meaning = meaningOf(key);
  if (meaning === 'secret' || meaning === 'said') return REDACTED;
  if (typeof value === 'object') return redactEntries(key, value, depth, secrets);
  const written = String(value);
  if (meaning === 'lastFour') return lastFour(written);
  if (meaning === 'tracking') return maskTracking(written) || REDACTED;
  if (meaning === 'plain' && isPlainId(written)) return value;
  if (meaning === 'id') return isSearchable(written) ? value : toDigest(written);
  if (meaning === 'tool' && !TOOL_NAME.test(written)) return REDACTED;
  if (meaning === 'phone') return maskPhone(written) || REDACTED;
  if (typeof value === 'string') return redactText(value, secrets);
  const isQuantity = meaning === 'quantity' || !Number.isInteger(value);
  return isQuantity || written.length < NUMBER_LENGTH_MIN ? value : maskTracking(written);
}

/** Four characters and never more, whatever stands under a key that promises them. */
function lastFour(written: string): string {
  if (/^[A-Za-z\d]{0,4}$/.test(written)) return written;
  return written.replace(/[^\p{L}\p{Nd}]/gu, '').slice(-4);
}

function isPlainId(written: string): boolean {
  return /^[\w.:-]{1,140}$/.test(written);
}

const MADE_ID = /^(?=.*\d)(?:[\da-f]{16,64}|[a-z]{2,6}_[A-Za-z\d]{20,40})$/;
const UUID_WITHIN = new RegExp(UUID);
const UUID_ALONE = new RegExp(`^${UUID}$`);

/**
 * Whether an ID may be told as it is: one that a machine has made. What a sender may choose may be a
 * name or a number; it is told by its digest, by which its lines are found all the same.
 */
function isSearchable(id: string): boolean {
  if (UUID_ALONE.test(id)) return true;
  if (!isPlainId(id)) return false;
  if (MADE_ID.test(id) || UUID_WITHIN.test(id)) return true;
  return !/\p{Lu}\p{Ll}/u.test(id) && redactText(id) === id;
}

function toDigest(id: string): string {
  return `id:${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;
}

function redactEntries(key: string, value: object, depth: number, secrets: readonly string[]) {
  if (depth === LIMITS.depth) return '[too deep]';
  if (Array.isArray(value)) {
    const items: unknown[] = value.slice(0, LIMITS.entries);
    return items.map((item) => redact(key, item, depth + 1, secrets));
  }
  const entries = Object.entries(value).slice(0, LIMITS.entries);
  return Object.fromEntries(
    entries.map(([name, held]) => [
      redactText(name, secrets),
      redact(name, held, depth + 1, secrets),
    ]),
  );
}
