import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Errors } from 'typebox/value';
import { CallPolicySchema } from '../../machines/call-context.ts';
import { DeliverySchema } from '../../machines/delivery.ts';
import { isTimeZone } from '../config/variable.ts';

const OneOrMore = Type.Union([Type.String(), Type.Array(Type.String())]);

const STRICT = { additionalProperties: false };

const StepSchema = Type.Object(
  {
    /** What the caller says before it. */
    caller: Type.Optional(Type.String()),
    tool: Type.String(),
    arguments: Type.Optional(Type.Unknown()),
    /** Seconds since the step before. */
    afterSeconds: Type.Optional(Type.Number({ minimum: 0 })),
    /** How the lookup goes, if there is one: `fails` also leaves a stale record out of reach. */
    lookup: Type.Optional(
      Type.Union([Type.Literal('answers'), Type.Literal('fails'), Type.Literal('stale')]),
    ),
    /** How old a record is that a stale lookup gives. */
    staleSeconds: Type.Optional(Type.Number({ minimum: 0 })),
    /** The records from here on, in place of the ones before. */
    deliveries: Type.Optional(Type.Array(DeliverySchema)),
    expect: Type.Optional(
      Type.Object(
        {
          status: Type.Optional(Type.String()),
          state: Type.Optional(Type.String()),
          contains: Type.Optional(OneOrMore),
        },
        STRICT,
      ),
    ),
    /** What the assistant says after it; its claims are traced. */
    assistant: Type.Optional(Type.String()),
  },
  STRICT,
);

/** What a case does not name is as it is without settings. */
const PolicySchema = Type.Partial(
  Type.Object({
    ...CallPolicySchema.properties,
    triesMax: Type.Integer({ minimum: 1 }),
    replyDeadlineMs: Type.Integer({ minimum: 1 }),
    freshMs: Type.Integer({ minimum: 0 }),
  }),
  STRICT,
);

const CaseSchema = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    /** When the call begins, ISO 8601. */
    at: Type.Optional(Type.String()),
    policy: Type.Optional(PolicySchema),
    deliveries: Type.Array(DeliverySchema),
    steps: Type.Array(StepSchema, { minItems: 1 }),
  },
  STRICT,
);
const caseValidator = Compile(CaseSchema);

/** A call written by hand: the records there are, what is asked, and what is expected. */
export type EvalCase = Static<typeof CaseSchema>;
export type CaseStep = EvalCase['steps'][number];

/** A file of cases, read; or the first thing that is wrong with it. */
export type CaseReading = { ok: true; cases: EvalCase[] } | { ok: false; fault: string };

/** Whether a text's first line is that of a case rather than of a journal. */
export function looksLikeCases(text: string): boolean {
  const [first = ''] = text.trimStart().split('\n', 1);
  return /^\{.*"steps"\s*:/.test(first) && !/"call_id"\s*:/.test(first);
}

/** Reads cases, one as JSON per line; empty lines and lines that begin with // are left out. */
export function readCases(text: string): CaseReading {
  const cases: EvalCase[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('//')) continue;
    const fault = (reason: string) =>
      ({ ok: false, fault: `Line ${index + 1}: ${reason}` }) as const;
    const value = parse(line);
    if (value === undefined) return fault('not JSON');
    if (!caseValidator.Check(value)) {
      const [error] = Errors(CaseSchema, value);
      return fault(`${error?.instancePath || 'the case'} ${error?.message ?? 'does not fit'}`);
    }
    if (value.at !== undefined && Number.isNaN(Date.parse(value.at)))
      return fault('/at is no time');
    if (value.policy?.timeZone !== undefined && !isTimeZone(value.policy.timeZone))
      return fault('/policy/timeZone is no time zone');
    cases.push(value);
  }
  return cases.length === 0 ? { ok: false, fault: 'There is no case' } : { ok: true, cases };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
