import { styleText } from 'node:util';

type Fields = Record<string, unknown>;

/** Most of a call's ID that is shown: enough to tell calls apart. */
const CALL_LENGTH = 12;

/** What happened, in words, for the lines that people see most; others are told by their event. */
const WORDS: Record<string, (fields: Fields) => string | null> = {
  'call.opened': () => 'the call begins',
  'call.state_entered': ({ state }) => `goes to ${state}`,
  'call.ended': ({ reason }) => `the call is over${reason == null ? '' : `: ${reason}`}`,
  'tool.answered': ({ tool, status, source, latency_ms: took }) =>
    `${tool} is answered: ${status}, from ${source}, ${Math.round(Number(took))} ms`,
  'tool.repeated': ({ tool }) => `${tool} is asked again, and gets the same answer`,
  'confirmation.denied': () => "the model's yes is not taken: the caller has said no",
  'numbers.limited': () => 'no more numbers are looked up for this call or caller',
  'breaker.changed': ({ state }) => `the breaker is ${state}`,
  'sanity.attempt_failed': ({ detail }) => `Sanity gave no answer: ${detail}`,
  'sanity.rejected': ({ detail }) => `Sanity refuses the settings: ${detail}`,
  'process.stopping': () => 'stopping',
  // The banner says where; what came of a request is told by what the call did.
  'server.listening': () => null,
  'request.answered': ({ status_code: status, method, route }) =>
    Number(status) < 400 ? null : `${method} ${route} is refused: HTTP ${status}`,
  'journal.recovered': ({ calls }) =>
    calls === 0 ? null : `${calls} calls of before go on from their last line`,
};

const KNOWN = ['level', 'timestamp', 'event', 'correlation_id', 'reqId', 'call_id', 'number_last4'];

/** Writes a log's lines of JSON for people: when, which call, and what happened. */
export function createLogLines(print: (line: string) => void): { write(line: string): void } {
  return {
    write(line) {
      const told = tellLine(JSON.parse(line) as Fields);
      if (told !== null) print(told);
    },
  };
}

/** One line for people; null for one that tells them nothing. */
export function tellLine(fields: Fields): string | null {
  const { event, level, timestamp, call_id: callId } = fields;
  const words = WORDS[`${event}`];
  const what = words === undefined ? tellOther(fields) : words(fields);
  if (what === null) return null;
  const time = styleText('dim', `${timestamp}`.slice(11, 19));
  const call = typeof callId === 'string' ? callId.slice(-CALL_LENGTH) : '';
  const isTrouble = level !== 'info' && level !== 'debug';
  const told = isTrouble ? styleText('yellow', `${level}: ${what}`) : what;
  return `${time}  ${styleText('cyan', call.padEnd(CALL_LENGTH))}  ${told}`;
}

function tellOther(fields: Fields): string {
  const rest = Object.entries(fields).filter(([name]) => !KNOWN.includes(name));
  const told = rest.map(([name, value]) => `${name} ${tellValue(value)}`).join(', ');
  return `${`${fields.event}`.replace(/[._]/g, ' ')}${told === '' ? '' : `: ${told}`}`;
}

/** An error by its message alone. */
function tellValue(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'message' in value) return `${value.message}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
