import type { Config } from '../../src/config.ts';
import type { Edges } from '../../src/edges.ts';
import { createContentClient } from '../../src/sanity/client.ts';
import { DELIVERY_QUERY, EXACT_FIRST_QUERY } from '../../src/sanity/query.ts';
import { readQueryShape } from '../../src/sanity/query-shape.ts';
import { askRole, type Survey, type Surveyed, surveyDataset } from '../../src/sanity/survey.ts';
import { checkRecords } from './check-records.ts';
import { countOf, type Finding, reporter } from './finding.ts';

const { ok, note, fault } = reporter('Sanity');

/** What is asked, and how. */
export type SanityQuestion = {
  config: Config;
  /** Tracking numbers whose records are wanted, in normalized form. */
  numbers: readonly string[];
  edges: Pick<Edges, 'clock' | 'fetch'>;
  /** Longest time for each question, in milliseconds: nobody waits on the telephone. */
  timeoutMs: number;
};

/** What came of Sanity, with how far this clock is ahead of its, in milliseconds. */
export type SanityReading = { findings: Finding[]; aheadMs: number | null };

/** Asks Sanity as the service would: what there is, what fits, and what a caller would hear. */
export async function checkSanity(question: SanityQuestion): Promise<SanityReading> {
  const { config, edges, timeoutMs } = question;
  const { sanity } = config;
  const options = { ...sanity, ...edges, timeoutMs };
  const survey = await surveyDataset(options);
  const { aheadMs } = survey;
  const where = `project ${sanity.projectId}, dataset ${sanity.dataset}, API ${sanity.apiVersion}`;
  if (!survey.ok) {
    const advice = adviseOnFailure(survey.detail, config);
    return { findings: [fault('answer', `${where}: ${survey.detail}`, advice)], aheadMs };
  }
  const client = createContentClient({ ...sanity, ...edges });
  const findings = [
    checkLatency(survey, where),
    checkRole(await askRole(options)),
    ok('perspective', 'published: drafts and versions are not told'),
    checkCount(survey, sanity.query !== undefined),
    ...checkSample(survey, sanity.query !== undefined),
    ...checkQuery(config),
    ...(await checkRecords(question, client, survey.latestNumber)),
  ];
  return { findings, aheadMs };
}

/** The first request opens the connection: its time is told and not judged. */
function checkLatency({ tookMs }: Survey, where: string): Finding {
  return ok('answer', `${where}: ${Math.round(tookMs)} ms, connecting included`);
}

/** Why Sanity gave no answer, and what to do. The texts are those of its API. */
function adviseOnFailure(detail: string, { sanity }: Config): string {
  const { projectId, dataset, apiHost } = sanity;
  const tokenAdvice =
    'Make a token with the role Viewer (Sanity, Manage, API, Tokens) and set SANITY_API_TOKEN';
  if (/^HTTP 401.*project/i.test(detail)) {
    return `SANITY_PROJECT_ID is wrong, or the token is of another project than "${projectId}"`;
  }
  if (/^HTTP 401/.test(detail)) return `SANITY_API_TOKEN is not known there. ${tokenAdvice}`;
  if (/^HTTP 403/.test(detail)) return `The token may not read the dataset. ${tokenAdvice}`;
  if (/^HTTP 404.*dataset/i.test(detail)) {
    return `SANITY_DATASET is wrong: project "${projectId}" has no dataset "${dataset}"`;
  }
  if (/^HTTP 404/.test(detail)) return `SANITY_PROJECT_ID is wrong: nobody knows "${projectId}"`;
  if (/ENOTFOUND|EAI_AGAIN/.test(detail)) {
    return 'The name of the host is not found: SANITY_PROJECT_ID or SANITY_API_HOST is wrong, or there is no DNS here';
  }
  if (/^HTTP 4(02|29)/.test(detail)) return "The project's quota is used up: see Sanity, Manage";
  if (/^Connection failed/.test(detail)) {
    return `Nothing answers at ${apiHost ?? `${projectId}.api.sanity.io`}: is the way out open (firewall, proxy)?`;
  }
  return 'Sanity has trouble, or something between here and there has: see status.sanity.io';
}

function checkRole(role: string | null): Finding {
  if (role === null)
    return ok('permissions', 'may read; Sanity does not tell the role of the token');
  if (role === 'viewer') return ok('permissions', 'role viewer: may read and no more');
  return note(
    'permissions',
    `role ${role}: may do more than read`,
    'A token with the role Viewer is enough, and less of a loss',
  );
}

function checkCount({ deliveries, documents, types }: Surveyed, isOwnQuery: boolean): Finding {
  const all = `${countOf(documents, 'document')} of type ${types.slice(0, 8).join(', ') || 'none'}`;
  if (isOwnQuery) return ok('documents', all);
  if (deliveries > 0) return ok('deliveries', `${deliveries} published, among ${all}`);
  return fault(
    'deliveries',
    `none published, among ${all}`,
    'Publish documents of _type "delivery", choose another dataset, or describe yours with SANITY_QUERY',
  );
}

/** What of the latest documents cannot be told, by field. */
function checkSample({ sampled, flaws }: Surveyed, isOwnQuery: boolean): Finding[] {
  if (sampled === 0 || isOwnQuery) return [];
  const of = `of the latest ${sampled}`;
  if (flaws.length === 0) return [ok('fields', `all fit, in each ${of}`)];
  return flaws.map(({ field, fault: why, told, count }) =>
    told
      ? note(
          'fields',
          `${field} does not fit in ${count} ${of}: ${why}`,
          `${field} is left out there`,
        )
      : fault(
          'fields',
          `${field} does not fit in ${count} ${of}: ${why}`,
          'Such a document is not told: its caller hears that there is a problem with the record',
        ),
  );
}

const FIELDS_NEEDED = ['trackingNumber', 'status'];
const FIELDS_WANTED = ['customerName', 'customerPhone', 'estimatedDelivery', 'issueMessage'];

/** What can be seen of a query of one's own before it is asked. */
function checkQuery({ sanity, call }: Config): Finding[] {
  const { query, phoneQuery, numberMatch } = sanity;
  if (query === undefined) {
    const used = numberMatch === 'exact-first' ? EXACT_FIRST_QUERY : DELIVERY_QUERY;
    return [ok('query', `Waybill's own, ${numberMatch}: ${firstLineOf(used)}`)];
  }
  const { fields, picksOne } = readQueryShape(query);
  const lacks = (names: readonly string[]) =>
    names.filter((name) => fields?.includes(name) === false);
  const findings: Finding[] = [];
  const needed = lacks(FIELDS_NEEDED);
  if (needed.length > 0) {
    findings.push(
      fault(
        'query',
        `SANITY_QUERY does not return ${needed.join(' and ')}`,
        `Name it in the projection, such as {"${needed[0]}": yourField}: no record can be told without`,
      ),
    );
  }
  const wanted = lacks(call.verify === 'caller' ? [...FIELDS_WANTED, 'postalCode'] : FIELDS_WANTED);
  if (wanted.length > 0) {
    const advice = 'What is not returned is not told: add it where your documents have it';
    findings.push(note('query', `SANITY_QUERY does not return ${wanted.join(', ')}`, advice));
  }
  if (picksOne) {
    const advice =
      'Leave [0] off: two documents of one number that disagree then show, and are not told';
    findings.push(note('query', 'SANITY_QUERY ends in [0]', advice));
  }
  if (phoneQuery === undefined) {
    const advice =
      'Set SANITY_PHONE_QUERY, the same with $customerPhone, or callers are known only by documents of the usual shape';
    findings.push(note('recognition', 'SANITY_QUERY has no SANITY_PHONE_QUERY beside it', advice));
  }
  return findings.length > 0 ? findings : [ok('query', `your own: ${firstLineOf(query)}`)];
}

const LINE_LENGTH_MAX = 100;

function firstLineOf(query: string): string {
  const line = query.replace(/\s+/g, ' ').trim();
  return line.length > LINE_LENGTH_MAX ? `${line.slice(0, LINE_LENGTH_MAX)}…` : line;
}
