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
  trackingNumber, status, customerName, customerPhone, estimatedDelivery, issueMessage
}`;

// Editors write "wb-1234 5678" where callers are asked for WB12345678. A computed value cannot use
// Content Lake's index (https://www.sanity.io/docs/high-performance-groq, read 2026-11-23), so a
// large dataset with clean numbers does better with a SANITY_QUERY on `trackingNumber` itself.
const BARE_NUMBER = ['" "', '"-"'].reduce(
  (text, gap) => `array::join(string::split(${text}, ${gap}), "")`,
  'upper(trackingNumber)',
);

/**
 * All published deliveries with `$trackingNumber`, which is in normalized form, however the
 * document spells it in case, spaces and hyphens.
 */
export const DELIVERY_QUERY = `*[${PUBLISHED_DELIVERY}
  && ${BARE_NUMBER} == $trackingNumber
][0...${DUPLICATES_MAX}]${FIELDS}`;

/** The deliveries for `$customerPhone`, in E.164, the latest changed first. */
export const DELIVERIES_BY_PHONE_QUERY = `*[${PUBLISHED_DELIVERY}
  && customerPhone == $customerPhone
] | order(_updatedAt desc) [0...${DELIVERIES_BY_PHONE_MAX}]${FIELDS}`;
