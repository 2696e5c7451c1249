import type { DocumentInput } from '../embedded-sanity/documents.ts';

/** Where everything is. */
export type Places = { publicUrl: string; adminUrl: string; sanityUrl: string; secret: string };

/** Read back before it is looked up: as a JSON number it may have lost zeros. */
const UNSURE_NUMBER = 4481220019;
const FOUND_NUMBER = 'WB10000001';
const DELAYED_NUMBER = 'WB10000002';

/** Where to look, what to try, and a conversation to paste into another terminal. */
export function tellBanner(places: Places, documents: readonly DocumentInput[]): string {
  const { publicUrl, adminUrl, sanityUrl, secret } = places;
  return `
Webhook  ${publicUrl}/webhook
Console  ${adminUrl}/console
Admin    ${adminUrl}
Sanity   ${sanityUrl} (embedded: no account, nobody is called)

Numbers to try
${tellNumbers(documents)}

Paste this once into another terminal: what Vapi posts, by hand

${tellFunctions(publicUrl, secret)}

and then a line at a time

${tellConversation()}

The console shows the call as it goes. A file that changes starts this anew; Ctrl-C stops it.
`;
}

function tellConversation(): string {
  const found = JSON.stringify({ trackingNumber: DELAYED_NUMBER });
  const unsure = JSON.stringify({ trackingNumber: UNSURE_NUMBER });
  const rows = [
    ['call', 'somebody calls'],
    [`tool track_delivery '${found}'`, 'a parcel that is found'],
    [`tool get_delivery_issue '{}'`, 'its note'],
    [`tool track_delivery '${unsure}'`, 'digits that may have lost a zero: read back'],
    [`tool confirm_tracking_number '{"confirmed":true}'`, "and the caller's yes"],
    [`tool request_human '{}'`, 'a person is wanted'],
    ['hangup', 'and the call is over'],
  ];
  return rows.map(([line = '', about]) => `${line.padEnd(56)}# ${about}`).join('\n');
}

/** Each call and each tool call has an ID of its own, made by the shell. */
function tellFunctions(publicUrl: string, secret: string): string {
  const id = '$(date +%s)-$RANDOM';
  return `post() { curl -s ${publicUrl}/webhook -H 'content-type: application/json' -H 'x-vapi-secret: ${secret}' -d "$1" | sed -e 's/.*"content":"\\([^"]*\\)".*/\\1/' -e 's/.*\\\\"message\\\\":\\\\"\\([^"]*\\)\\\\".*/\\1/'; echo; }
call() { CALL=call-${id}; post '{"message":{"type":"status-update","status":"in-progress","call":{"id":"'$CALL'"}}}'; }
tool() { post '{"message":{"type":"tool-calls","call":{"id":"'$CALL'"},"toolCallList":[{"id":"tool-'"${id}"'","type":"function","function":{"name":"'"$1"'","arguments":'"$2"'}}]}}'; }
hangup() { post '{"message":{"type":"status-update","status":"ended","endedReason":"customer-ended-call","call":{"id":"'$CALL'"}}}'; }`;
}

/** One number of each status, and the two that the conversation uses. */
function tellNumbers(documents: readonly DocumentInput[]): string {
  const seen = new Set<unknown>();
  const chosen = documents.filter(({ _type, _id, status, trackingNumber }) => {
    const isPublished = _type === 'delivery' && !`${_id}`.startsWith('drafts.');
    const isWanted = trackingNumber === FOUND_NUMBER || !seen.has(status);
    if (isPublished) seen.add(status);
    return isPublished && isWanted;
  });
  const rows = chosen.map(({ trackingNumber, status, estimatedDelivery }) => {
    const expected = typeof estimatedDelivery === 'string' ? estimatedDelivery.slice(0, 10) : '';
    return `  ${`${trackingNumber}`.padEnd(14)}${`${status}`.replaceAll('_', ' ').padEnd(20)}${expected}`;
  });
  return [...rows, `  ${'ZZ900001'.padEnd(14)}nobody has it`]
    .map((row) => row.trimEnd())
    .join('\n');
}
