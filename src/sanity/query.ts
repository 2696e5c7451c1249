/**
 * The GROQ that Waybill sends. What a caller said reaches Content Lake as a parameter only, never
 * as query text. Source: https://www.sanity.io/docs/specifications/groq-syntax and
 * https://www.sanity.io/docs/specifications/groq-functions, read 2026-11-23.
 */

/**
 * How many documents of one tracking number are read in order to see that they agree. One would
 * do for a correct dataset; this many or more cannot all be seen, and count as disagreeing.
 */
export const DUPLICATES_MAX = 10;

/** How many deliveries of one phone number are read. */
export const DELIVERIES_BY_PHONE_MAX = 20;

// The client already asks for the perspective `published`; a token that may read drafts and an
// API version whose default is `raw` must make no difference, so the filter says it again.
/** The filter of every question that Waybill asks. */
export const PUBLISHED_DELIVERY = `_type == "delivery"
  && !(_id in path("drafts.**")) && !(_id in path("versions.**"))`;

const FIELDS = `{
  _id, trackingNumber, status, customerName, postalCode, customerPhone, estimatedDelivery,
  issueMessage
}`;

/** How many documents are looked at to tell what does not fit. */
export const SAMPLE_MAX = 200;

/** What is in a dataset: how many documents, of which types, and some deliveries, latest first. */
export const SURVEY_QUERY = `{
  "documents": count(*),
  "types": array::unique(*[0...1000]._type),
  "deliveries": count(*[${PUBLISHED_DELIVERY}]),
  "sample": *[${PUBLISHED_DELIVERY}] | order(_updatedAt desc) [0...${SAMPLE_MAX}]${FIELDS}
}`;

/** What normalizeTrackingNumber() ignores: every space and dash that an editor's keyboard has. */
const GAPS = [
  ...' \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a',
  ...'\u2028\u2029\u202f\u205f\u3000\ufeff\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u202a\u202b',
  ...'\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufe0f-\u058a\u05be\u1400\u1806\u2010\u2011\u2012',
  ...'\u2013\u2014\u2015\u2212\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d\u301c\u3030\u30a0\ufe31\ufe32',
  ...'\ufe58\ufe63\uff0d\u{10d6e}\u{10ead}',
];

/** Letters and digits of East Asian width, in upper case, which are the plain ones to a reader. */
const WIDE = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map(
  (plain) => [String.fromCharCode(plain.charCodeAt(0) + 0xfee0), plain] as const,
);

const WRITTEN = 'upper(string(trackingNumber))';

/** GROQ replaces nothing by itself: what is split at a character is joined by another one. */
const BARE_NUMBER = [...GAPS.map((gap) => [gap, ''] as const), ...WIDE].reduce(
  (text, [from, to]) => `array::join(string::split(${text},${JSON.stringify(from)}),"${to}")`,
  WRITTEN,
);

/**
 * Whether a document has the number as normalizeTrackingNumber() would have it. All those
 * replacements take their time for each document, and only what has other characters than digits and
 * letters is worth it.
 */
const HAS_NUMBER = `select(
  ${WRITTEN} == $trackingNumber => true,
  length(${WRITTEN}) < length($trackingNumber) => false,
  count(string::split(${WRITTEN},"")[@ < "0" || @ > "Z"]) == 0 => false,
  ${BARE_NUMBER} == $trackingNumber
)`;

const EXACT = `*[${PUBLISHED_DELIVERY}
  && trackingNumber == $trackingNumber
][0...${DUPLICATES_MAX}]${FIELDS}`;

/**
 * All published deliveries with `$trackingNumber`, which is in normalized form, however the
 * document spells it in case, width, spaces and dashes, or as a number of JSON.
 */
export const DELIVERY_QUERY = `*[${PUBLISHED_DELIVERY}
  && ${HAS_NUMBER}
][0...${DUPLICATES_MAX}]${FIELDS}`;

/**
 * The same for a large dataset whose numbers are clean as a rule: a computed value cannot use
 * Content Lake's index (https://www.sanity.io/docs/high-performance-groq, read 2026-11-23), so
 * what spells the number exactly is taken where there is any. It does not see a second document
 * that spells the same number otherwise and states something else.
 */
export const EXACT_FIRST_QUERY = `select(
  count(*[${PUBLISHED_DELIVERY} && trackingNumber == $trackingNumber][0...1]) > 0 => ${EXACT},
  ${DELIVERY_QUERY}
)`;

const BARE_PHONE = [' ', '-', '(', ')', '.', '\u00a0'].reduce(
  (text, gap) => `array::join(string::split(${text},${JSON.stringify(gap)}),"")`,
  'customerPhone',
);

/** The deliveries for `$customerPhone`, in E.164, the latest changed first. */
export const DELIVERIES_BY_PHONE_QUERY = `*[${PUBLISHED_DELIVERY}
  && ${BARE_PHONE} == $customerPhone
] | order(_updatedAt desc) [0...${DELIVERIES_BY_PHONE_MAX}]${FIELDS}`;
