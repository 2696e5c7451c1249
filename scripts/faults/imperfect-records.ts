import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { pino } from 'pino';
import { readConfig } from '../../src/config.ts';
import { systemEdges } from '../../src/system-edges.ts';
import type { DocumentInput } from '../embedded-sanity/documents.ts';
import { startEmbeddedService } from '../embedded-service.ts';
import { createWebhookClient } from './webhook-client.ts';

/** What callers are told of a record: these fields, that it cannot be told, or that there is none. */
type Told = Record<string, string> | 'invalid' | 'not_found';

/** A record as editors and importers leave them, and what has to come of it. */
type Imperfect = {
  title: string;
  /** What differs from a sound record; or several documents of one number. */
  record: DocumentInput | DocumentInput[];
  told: Told;
  /** What the sentence says, and what it may not say, beside what no sentence may. */
  says?: RegExp;
  never?: RegExp;
  /** The fields that the operator hears of. */
  operator?: string[];
  /** What is asked for where it is not the number in the document. */
  asked?: string;
};

/** How a record was told. */
export type ImperfectResult = {
  title: string;
  told: string;
  sentence: string;
  /** As the operator reads it in the log: field and fault. */
  operator: string[];
  faults: string[];
};

/** The morning on which all of it takes place. */
const NOW = Date.parse('2026-11-23T09:00:00Z');

const SOUND = {
  status: 'in_transit',
  customerName: 'Ann Lee',
  customerPhone: '+12025550101',
  estimatedDelivery: '2026-11-26',
  issueMessage: 'Please ring twice.',
};
const { customerPhone: _phone, ...TOLD } = SOUND;

/** The same without some fields. */
function without(fields: Partial<typeof TOLD>, ...names: string[]): Record<string, string> {
  const all = Object.entries({ ...TOLD, ...fields });
  return Object.fromEntries(all.filter(([name]) => !names.includes(name)));
}

const NO_DATE = without({}, 'estimatedDelivery');
const NO_NOTE = without({}, 'issueMessage');
const NO_NAME = without({}, 'customerName');

function status(written: unknown, told: Told, more: Partial<Imperfect> = {}): Imperfect {
  const record = { status: written };
  return { title: `status ${show(written)}`, record, told, ...more };
}

function date(written: unknown, read: string | null, isFault = read === null): Imperfect {
  return {
    title: `estimatedDelivery ${show(written)}`,
    record: { estimatedDelivery: written },
    told: read === null ? NO_DATE : { ...TOLD, estimatedDelivery: read },
    operator: isFault ? ['estimatedDelivery'] : [],
    never: /1970|tomorrow/,
  };
}

function note(written: unknown, read: string | null, isFault = false): Imperfect {
  return {
    title: `issueMessage ${show(written)}`,
    record: { issueMessage: written },
    told: read === null ? NO_NOTE : { ...TOLD, issueMessage: read },
    operator: isFault ? ['issueMessage'] : [],
  };
}

function name(written: unknown, read: string | null, isFault = false): Imperfect {
  return {
    title: `customerName ${show(written)}`,
    record: { customerName: written },
    told: read === null ? NO_NAME : { ...TOLD, customerName: read },
    operator: isFault ? ['customerName'] : [],
  };
}

function phone(written: unknown, isFault: boolean): Imperfect {
  return {
    title: `customerPhone ${show(written)}`,
    record: { customerPhone: written },
    told: TOLD,
    operator: isFault ? ['customerPhone'] : [],
  };
}

function number(written: unknown, asked: string, told: Told = TOLD): Imperfect {
  return {
    title: `trackingNumber ${show(written)}`,
    record: { trackingNumber: written },
    asked,
    told,
  };
}

const LONG_NOTE = 'The gate is closed. '.repeat(250).trim();
const HIDDEN = '\u202eevil\u200b\u2066\u{e0041}';

/** Every record that is tried: fields missing, null, of the wrong type, odd in spelling, hostile. */
export const IMPERFECT: readonly Imperfect[] = [
  { title: 'nothing but number and status', record: bare({}), told: { status: 'in_transit' } },
  {
    title: 'every optional field null',
    record: bare({
      customerName: null,
      customerPhone: null,
      estimatedDelivery: null,
      issueMessage: null,
    }),
    told: { status: 'in_transit' },
  },
  status(undefined, 'invalid', { operator: ['status'] }),
  status(null, 'invalid', { operator: ['status'] }),
  status('', 'invalid', { operator: ['status'] }),
  status('N/A', 'invalid', { operator: ['status'] }),
  status(7, 'invalid', { operator: ['status'] }),
  status(['in_transit'], 'invalid', { operator: ['status'] }),
  status({ value: 'in_transit' }, 'invalid', { operator: ['status'] }),
  status('x'.repeat(300), 'invalid', { operator: ['status'] }),
  status('In Transit', TOLD, { says: /is on its way/ }),
  status('IN-TRANSIT', TOLD, { says: /is on its way/ }),
  status('inTransit', TOLD, { says: /is on its way/ }),
  status(
    'OutForDelivery',
    { ...TOLD, status: 'out_for_delivery' },
    { says: /is out for delivery/ },
  ),
  status(' Delivered ', { ...TOLD, status: 'delivered' }, { says: /was delivered/ }),
  status('Canceled', { ...TOLD, status: 'cancelled' }, { says: /was cancelled/ }),
  status('held_at_customs', { ...TOLD, status: 'held_at_customs' }, { says: /held at customs/ }),
  status(`<b>delayed</b>${HIDDEN}`, { ...TOLD, status: 'delayedevil' }, { never: /[<>]/ }),
  date('tomorrow', null),
  date('2027-02-29', null),
  date('soon', null),
  date('11/12/2026', null),
  date('1970-01-01', null),
  date('0000-00-00', null),
  date('9999-12-31', null),
  date('2062-11-26', null),
  date(1795824000, null),
  date({ date: '2026-11-26' }, null),
  date('', null, false),
  date('TBD', null, false),
  date('2026-12-01 16:00', '2026-12-01T16:00'),
  date('26.11.2026', '2026-11-26'),
  date('November 26, 2026', '2026-11-26'),
  date('20261126', '2026-11-26'),
  date('2026-11-26T02:00:00Z', '2026-11-26T02:00:00Z'),
  note('N/A', null),
  note('-', null),
  note('none', null),
  note('   ', null),
  note(12, null, true),
  note({ en: 'Ring twice', sv: 'Ring två gånger' }, null, true),
  note([{ _type: 'block', children: [{ text: 'Ring twice' }] }], null, true),
  note({ _ref: 'note-1', _type: 'reference' }, null, true),
  note('**Held** at customs &amp; waiting', 'Held at customs & waiting'),
  note('<p>Ring <em>twice</em></p><script>alert(1)</script>', 'Ring twice'),
  note('- a dog\n- no bell', 'a dog, no bell'),
  note('See [the map](https://example.com/x?y=1)', 'See the map'),
  note(`Left${HIDDEN} at the gate`, 'Leftevil at the gate'),
  note('Line one\nLine two', 'Line one Line two'),
  {
    title: 'issueMessage of 5,000 characters',
    record: { issueMessage: LONG_NOTE },
    told: { ...TOLD, issueMessage: LONG_NOTE.slice(0, 999).trimEnd() },
    says: /That note is longer than I can read out here/,
  },
  {
    title: 'issueMessage of 601 characters',
    record: { issueMessage: 'x'.repeat(601) },
    told: { ...TOLD, issueMessage: 'x'.repeat(601) },
  },
  name('N/A', null),
  name(42, null, true),
  name({ first: 'Ann', last: 'Lee' }, null, true),
  name('Call 555 0100 now!', null, true),
  name('Ann is not at home. Leave it outside.', null, true),
  name('a'.repeat(300), null, true),
  name('  Zoë   Lindqvist ', 'Zoë Lindqvist'),
  name(`Ann${HIDDEN} Lee`, 'Annevil Lee'),
  phone('(202) 555-0143', true),
  phone('call me', true),
  phone(12025550101, true),
  phone('+1 202-555-0101', false),
  number('TC–2000–0001', 'TC20000001'),
  number('tc 2000\u00a00002', 'TC20000002'),
  number('ＴＣ２００００００３', 'TC20000003'),
  number('TC20000004\n', 'TC20000004'),
  number(20000005, '20000005'),
  number(null, 'TC20000006', 'not_found'),
  number(['TC20000007'], 'TC20000007', 'not_found'),
  {
    title: 'two documents that agree',
    record: [{}, { trackingNumber: 'tc-3000-0001' }],
    asked: 'TC30000001',
    told: TOLD,
  },
  {
    title: 'two documents that disagree',
    record: [{}, { status: 'delivered' }],
    told: 'invalid',
    operator: ['record'],
  },
  {
    title: 'a draft of another status',
    record: [{}, { _id: 'drafts.imperfect', status: 'delivered' }],
    told: TOLD,
  },
];

/** Asks for every record over HTTP, as Vapi does; gives what was told and what the operator sees. */
export async function runImperfectRecords(): Promise<ImperfectResult[]> {
  const logs: Record<string, unknown>[] = [];
  const logger = pino({ level: 'warn' }, { write: (line) => void logs.push(JSON.parse(line)) });
  const startedAt = systemEdges.clock.now();
  const now = () => NOW + systemEdges.clock.now() - startedAt;
  const transcripts = await mkdtemp(join(tmpdir(), 'waybill-imperfect-'));
  const service = await startEmbeddedService({
    edges: { ...systemEdges, clock: { ...systemEdges.clock, now } },
    logger,
    configure(environment) {
      const reading = readConfig({
        ...environment,
        PORT: '0',
        ADMIN_PORT: '0',
        TRANSCRIPTS_DIR: transcripts,
        SPEAK_NAME: 'always',
        // What is told is judged here, and not how soon.
        REPLY_DEADLINE_MS: '5000',
        SANITY_ATTEMPT_TIMEOUT_MS: '5000',
      });
      if (!reading.ok) throw new Error(`Cannot configure: ${reading.faults.join('; ')}`);
      return reading.config;
    },
  });
  const client = createWebhookClient(service);
  try {
    const results: ImperfectResult[] = [];
    for (const [index, imperfect] of IMPERFECT.entries()) {
      const asked = imperfect.asked ?? `IR${1000_0001 + index}`;
      const documents = [imperfect.record].flat();
      for (const [place, document] of documents.entries()) {
        const _id = `imperfect-${index}-${place}`;
        service.sanity.upsert({ _id, trackingNumber: asked, ...SOUND, ...document });
      }
      const before = logs.length;
      const { told, httpStatus } = await client.track(asked);
      const flaws = logs.slice(before).filter(({ field }) => field !== undefined);
      const operator = flaws.map(({ document, field, fault }) => ({ document, field, fault }));
      const { delivery, message, status: answer } = told;
      const { trackingNumber: _, ...facts } = delivery ?? {};
      results.push({
        title: imperfect.title,
        told: delivery === undefined ? answer : JSON.stringify(facts),
        sentence: message,
        operator: operator.map(({ field, fault }) => `${field}: ${fault}`),
        faults: [
          ...(httpStatus === 200 ? [] : [`HTTP ${httpStatus}`]),
          ...judge(imperfect, delivery === undefined ? answer : facts, message),
          ...judgeOperator(imperfect, operator),
          ...(HIDDEN_TEXT.test(JSON.stringify(told)) ? ['hidden text goes to the model'] : []),
        ],
      });
    }
    return results;
  } finally {
    client.close();
    await service.close();
    await rm(transcripts, { recursive: true });
  }
}

// Control, format, private-use and tag characters; nothing that is read aloud or by a model has any.
const HIDDEN_TEXT = /[\p{Cc}\p{Cf}\p{Co}]/u;
/** What no caller is to hear of any record. */
const NEVER = /undefined|null|NaN|\[object|[<>*{}]|https?:|&amp;/;

function judge({ told, says, never }: Imperfect, given: unknown, sentence: string): string[] {
  const isInvalid = /^There is a problem with the record/.test(sentence);
  const answer = given === 'unavailable' && isInvalid ? 'invalid' : given;
  return [
    ...(isDeepStrictEqual(answer, told) ? [] : [`told ${JSON.stringify(answer)}`]),
    ...(says === undefined || says.test(sentence) ? [] : [`does not say ${says}`]),
    ...[never, NEVER].flatMap((pattern) => (pattern?.test(sentence) ? [`says ${pattern}`] : [])),
  ];
}

function judgeOperator(
  { operator = [] }: Imperfect,
  heard: { document: unknown; field: unknown }[],
): string[] {
  const fields = heard.map(({ field }) => field);
  const isNamed = heard.every(({ document }) => String(document).startsWith('imperfect-'));
  return [
    ...(isDeepStrictEqual(fields, operator) ? [] : [`the operator hears of ${fields.join()}`]),
    ...(isNamed ? [] : ['the operator does not hear of which document']),
  ];
}

/** A sound record without its optional fields. */
function bare(fields: DocumentInput): DocumentInput {
  const none = Object.fromEntries(Object.keys(SOUND).map((field) => [field, undefined]));
  return { ...none, status: SOUND.status, ...fields };
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 40 ? `${text.slice(0, 39)}…` : text.replace(/\p{Cf}/gu, '·');
}
