import type {
  CallSummary,
  Fact,
  LiveCall,
  Lookup,
  Quality,
  State,
  Step,
  Story,
  WhatIf,
} from '../../src/console/schema.ts';

/*
 * What the console's JSON could tell, made up: enough of everything that its page shows. Masked and
 * not masked are told apart by `hide`.
 */

const MINUTE = 60_000;
const HASH = 'Z7uToEZC7th1';

/** A number as it is told: masked but for its last four, or whole. */
function hide(number: string, isMasked: boolean): string {
  return isMasked ? `••••${number.slice(-4)}` : number;
}

/** What the service knows of itself. */
export function makeState(at: number, live: number): State {
  return {
    at,
    startedAt: at - 193 * MINUTE,
    readiness: { ready: true, checks: { journal: 'ok', sanity: 'ok', load: 'ok', breaker: 'ok' } },
    calls: { live, opened: 4_812, ended: 4_812 - live, broken: 0, dropped: 1, missed: 0 },
    answers: {
      success: 5_310,
      needs_confirmation: 2_208,
      not_found: 301,
      invalid: 122,
      unavailable: 47,
      handoff: 198,
    },
    ungrounded: 2,
    cache: { hits: 2_981, misses: 2_402, stale: 31 },
    breaker: { state: 'closed', changes: 2 },
    journal: { ok: true, reason: null },
    series: {
      stepMs: 10_000,
      points: Array.from({ length: 60 }, (_, index) => ({
        at: at - (60 - index) * 10_000,
        live: Math.max(0, Math.round(live * (0.8 + 0.2 * Math.sin(index / 6)))),
        answers: { success: 12 + (index % 7), needs_confirmation: 5 + (index % 3) },
        latencyP50: 18 + (index % 5),
        latencyP95: index % 17 === 0 ? null : 110 + 40 * Math.abs(Math.sin(index / 4)),
        cacheHits: 8 + (index % 4),
        cacheMisses: 6 + (index % 5),
        sanityAttempts: 6 + (index % 5),
        ungrounded: index === 31 ? 2 : 0,
      })),
    },
  };
}

const WORDS = [
  ['caller', 'Hi, I am waiting for my parcel, it should have come on Tuesday.'],
  ['assistant', 'I heard the number ending in 0 0 0 2. Is that right?'],
  ['caller', 'Yes, that is right.'],
  ['assistant', 'Your parcel is out for delivery. It is expected today.'],
  ['caller', 'Can I speak to a person, please?'],
] as const;
const STATES = ['need', 'confirm', 'fetch', 'report', 'fallback'] as const;
const OUTCOMES = [null, 'needs_confirmation', null, 'success', 'handoff'] as const;

/** Calls that are held now. */
export function makeLiveCalls(at: number, count: number): LiveCall[] {
  return Array.from({ length: count }, (_, index) => {
    const kind = index % STATES.length;
    const [role, text] = WORDS[kind] ?? ['caller', ''];
    return {
      callId: index === 0 ? 'call-live' : `live-${`${index}`.padStart(5, '0')}`,
      medium: index % 9 === 4 ? 'text' : 'voice',
      state: STATES[kind] ?? 'need',
      startedAt: at - index * 1_700 - 4_000,
      heardAt: at - 900,
      lastWords: index % 13 === 12 ? null : { role, text },
      status: OUTCOMES[kind] ?? null,
      answers: kind,
      trackingNumber: kind === 0 ? null : `••••${`${1000 + (index % 9000)}`}`,
      isOver: false,
    };
  });
}

/** Calls on record, the latest first. */
export function makeSummaries(at: number, count: number): CallSummary[] {
  return Array.from({ length: count }, (_, index) => {
    const kind = index % 7;
    const startedAt = at - index * 4 * MINUTE - 7 * MINUTE;
    const lasted = 48_000 + (index % 11) * 9_400;
    return {
      callId: index === 0 ? 'call-snow' : `call-${`${index}`.padStart(4, '0')}`,
      medium: kind === 5 ? 'text' : 'voice',
      startedAt,
      lastAt: startedAt + lasted,
      endedAt: startedAt + lasted,
      endedReason: 'customer-ended-call',
      state: 'ended',
      trackingNumbers: kind === 3 ? [] : [`••••${`${1002 + index * 37}`.slice(-4)}`],
      answers: { success: 1 + (index % 2), needs_confirmation: index % 3 },
      status:
        (
          [
            'success',
            'success',
            'not_found',
            'invalid',
            'handoff',
            'success',
            'unavailable',
          ] as const
        )[kind] ?? null,
      slowest: kind === 3 ? null : 34 + (index % 5) * 112,
      readBacks: index % 3,
      ungrounded: kind === 5 ? 1 : 0,
      handoff: kind === 4 ? 'transferred' : null,
      cost: 0.043 + index / 1_000,
      caller: HASH,
      lines: 9,
      isIncomplete: index === 8,
    };
  });
}

/** What a story is made of. */
type Made = {
  callId: string;
  isMasked: boolean;
  startedAt: number;
  isLive?: boolean;
  html?: string;
};

/** A call about a parcel in a snowstorm, with a read-back, a slow Sanity and one invented fact. */
export function makeStory({ callId, isMasked, startedAt, isLive = false, html }: Made): Story {
  const number = hide('WB10000002', isMasked);
  const name = isMasked ? '•••' : 'Zoë Lindqvist';
  const steps = makeSteps({ startedAt, number, name, html });
  const shown = isLive ? steps.slice(0, 6) : steps;
  const last = shown.at(-1);
  return {
    call: {
      callId,
      medium: 'voice',
      startedAt,
      lastAt: last?.at ?? startedAt,
      endedAt: isLive ? null : (last?.at ?? null),
      endedReason: isLive ? null : 'customer-ended-call',
      state: last?.state ?? 'need',
      trackingNumbers: [number],
      answers: { needs_confirmation: 1, success: 2 },
      status: 'success',
      slowest: 1_184,
      readBacks: 1,
      ungrounded: isLive ? 0 : 1,
      handoff: null,
      cost: isLive ? null : 0.0731,
      caller: HASH,
      lines: shown.length,
      isIncomplete: false,
    },
    isMasked,
    isLive,
    steps: shown,
    stepsTotal: shown.length,
    next: null,
    lookups: makeLookups(startedAt, number),
    recordingUrl: isMasked ? null : 'https://storage.vapi.ai/recordings/call-snow.wav',
    commands: {
      replay: `npm run replay -- --call ${callId}`,
      erase: `npm run erase -- --call ${callId}`,
      story: `npm run calls -- ${callId}`,
    },
    faults: [],
  };
}

/** A step from the little that tells it from others. */
function step(seq: number, startedAt: number, rest: Partial<Step> & Pick<Step, 'state'>): Step {
  return {
    seq,
    startedAt,
    at: startedAt + (rest.latency ?? 0),
    correlationId: `3f0c2a9e-77aa-4a39-b8f4-00000000${`${seq}`.padStart(4, '0')}`,
    path: [],
    latency: 0,
    said: [],
    answers: [],
    events: [],
    changes: [],
    ...rest,
  };
}

type Told = { startedAt: number; number: string; name: string; html: string | undefined };

function makeSteps({ startedAt: t, number, name, html }: Told): Step[] {
  const recorded = (kind: string, quote: string, field: string): Fact => ({
    kind,
    quote,
    isGrounded: true,
    by: `${number} ${field}, read at +0:25.4`,
  });
  const delayed = [
    recorded('number', '0 0 0 2', 'trackingNumber'),
    recorded('status', 'delayed', 'status'),
    recorded('date', 'Saturday, November 28th', 'estimatedDelivery'),
    recorded('note', 'a snowstorm closed the sorting center in Buffalo', 'issueMessage'),
  ];
  const sentence =
    "Your parcel ending in 0 0 0 2 is delayed. It's now expected on Saturday, November 28th: a snowstorm closed the sorting center in Buffalo. Is there anything else?";
  const readBack = 'I heard W B, 1 0 0 0, 0 0 0 2. Is that right?';
  const said = html ?? 'Hi, where is my parcel? The number is W B one thousand, triple zero two.';
  return [
    step(0, t, {
      state: 'need',
      path: ['need'],
      events: [
        { type: 'call.opened', at: t, detail: { caller: name }, active: ['call.need'] },
        {
          type: 'call.progressed',
          at: t,
          detail: { status: 'in-progress' },
          active: ['call.need'],
        },
      ],
      changes: [{ path: 'value', before: undefined, after: 'need' }],
    }),
    step(1, t + 9_200, {
      state: 'need',
      said: [
        {
          role: 'assistant',
          by: 'model',
          text: 'Hello, this is the parcel line. How can I help?',
          facts: [],
        },
      ],
      events: [
        {
          type: 'conversation.updated',
          at: t + 9_200,
          detail: { turnCount: 2 },
          active: ['call.need'],
        },
      ],
    }),
    step(2, t + 14_300, {
      state: 'confirm',
      path: ['confirm'],
      latency: 21,
      said: [{ role: 'caller', by: 'caller', text: said, facts: [] }],
      answers: [
        {
          toolCallId: 'call_01',
          tool: 'track_delivery',
          arguments: { trackingNumber: `WB 1000 ${number.slice(-4)}` },
          status: 'needs_confirmation',
          source: 'fallback',
          ageSeconds: null,
          isStale: false,
          sentence: readBack,
          facts: [],
        },
      ],
      events: [
        {
          type: 'delivery.requested',
          at: t + 14_300,
          detail: {
            tool: 'track_delivery',
            topic: 'delivery',
            heard: `WB 1000 ${number.slice(-4)}`,
          },
          active: ['call.confirm', 'call.confirm.asking'],
        },
      ],
      changes: [
        { path: 'value', before: 'need', after: { confirm: 'asking' } },
        { path: 'context.candidate', before: null, after: number },
      ],
    }),
    step(3, t + 19_800, {
      state: 'confirm',
      said: [{ role: 'assistant', by: 'waybill', text: readBack, facts: [] }],
      events: [
        {
          type: 'speech.updated',
          at: t + 19_800,
          detail: { role: 'assistant', speaking: false },
          active: ['call.confirm', 'call.confirm.asking'],
        },
      ],
    }),
    step(4, t + 24_200, {
      state: 'report',
      path: ['confirm', 'fetch', 'report'],
      latency: 1_184,
      said: [{ role: 'caller', by: 'caller', text: 'Yes, that is right.', facts: [] }],
      answers: [
        {
          toolCallId: 'call_02',
          tool: 'confirm_tracking_number',
          arguments: { confirmed: true },
          status: 'success',
          source: 'sanity',
          ageSeconds: 0,
          isStale: false,
          sentence,
          facts: delayed,
        },
      ],
      events: [
        {
          type: 'confirmation.given',
          at: t + 24_200,
          detail: { tool: 'confirm_tracking_number', confirmed: true, heard: null },
          active: ['call.fetch'],
        },
        {
          type: 'lookup.settled',
          at: t + 25_380,
          detail: {
            trackingNumber: number,
            outcome: { kind: 'found', delivery: { status: 'delayed', customerName: name } },
          },
          active: ['call.report'],
        },
      ],
      changes: [
        { path: 'value', before: { confirm: 'asking' }, after: 'report' },
        { path: 'context.candidate', before: number, after: null },
        { path: 'context.currentDelivery.delivery.status', before: undefined, after: 'delayed' },
        { path: 'context.currentDelivery.delivery.customerName', before: undefined, after: name },
      ],
    }),
    step(5, t + 36_900, {
      state: 'report',
      said: [{ role: 'assistant', by: 'waybill', text: sentence, facts: delayed }],
      events: [
        {
          type: 'conversation.updated',
          at: t + 36_900,
          detail: { turnCount: 6 },
          active: ['call.report'],
        },
      ],
    }),
    step(6, t + 41_500, {
      state: 'report',
      latency: 9,
      said: [{ role: 'caller', by: 'caller', text: 'Why is it late?', facts: [] }],
      answers: [
        {
          toolCallId: 'call_03',
          tool: 'get_delivery_issue',
          arguments: {},
          status: 'success',
          source: 'cache',
          ageSeconds: 16,
          isStale: false,
          sentence: 'A snowstorm closed the sorting center in Buffalo.',
          facts: [
            recorded('note', 'A snowstorm closed the sorting center in Buffalo', 'issueMessage'),
          ],
        },
      ],
      events: [
        {
          type: 'delivery.requested',
          at: t + 41_500,
          detail: { tool: 'get_delivery_issue', topic: 'issue', heard: null },
          active: ['call.report'],
        },
      ],
      changes: [{ path: 'context.askedForMore', before: false, after: true }],
    }),
    step(7, t + 52_000, {
      state: 'report',
      said: [
        {
          role: 'assistant',
          by: 'model',
          text: 'I am sorry about that. I am sure that it will be with you on Friday.',
          facts: [
            {
              kind: 'date',
              quote: 'Friday',
              isGrounded: false,
              by: `${number} estimatedDelivery is 2026-11-28`,
            },
          ],
        },
        { role: 'caller', by: 'caller', text: `Thank you. This is ${name}. Bye.`, facts: [] },
      ],
      events: [
        {
          type: 'conversation.updated',
          at: t + 52_000,
          detail: { turnCount: 9 },
          active: ['call.report'],
        },
      ],
    }),
    step(8, t + 58_400, {
      state: 'ended',
      path: ['ended'],
      events: [
        {
          type: 'call.ended',
          at: t + 58_400,
          detail: { reason: 'customer-ended-call' },
          active: ['call.ended'],
        },
      ],
      changes: [
        { path: 'value', before: 'report', after: 'ended' },
        { path: 'context.ended.reason', before: undefined, after: 'customer-ended-call' },
      ],
    }),
  ];
}

function makeLookups(t: number, trackingNumber: string): Lookup[] {
  const from = t + 24_205;
  const part = (
    kind: Lookup['trail'][number]['kind'],
    at: number,
    until: number,
    result: string,
  ) => ({
    kind,
    startedAt: from + at,
    endedAt: from + until,
    result,
  });
  return [
    {
      trackingNumber,
      startedAt: from,
      endedAt: from + 1_170,
      outcome: 'found',
      source: 'sanity',
      trail: [
        part('cache', 0, 2, 'absent'),
        part('permit', 2, 3, 'granted'),
        part('attempt', 3, 503, 'timeout'),
        part('pause', 503, 718, 'waited'),
        part('permit', 718, 719, 'granted'),
        part('attempt', 719, 1_170, 'found'),
      ],
    },
  ];
}

/** A call of so many steps, with so much said in each. */
export function makeLongStory(
  callId: string,
  startedAt: number,
  steps: number,
  said: number,
): Story {
  const story = makeStory({ callId, isMasked: true, startedAt });
  const [template] = story.steps.slice(1, 2);
  if (template === undefined) throw new Error('Cannot make a long call: there is no step');
  const text = 'and then I said that it has not come yet, '.repeat(Math.ceil(said / 42));
  story.steps = Array.from({ length: steps }, (_, seq) => ({
    ...template,
    seq,
    startedAt: startedAt + seq * 2_000,
    at: startedAt + seq * 2_000,
    said: [{ role: 'caller' as const, by: 'caller' as const, text, facts: [] }],
  }));
  story.call.lastAt = startedAt + steps * 2_000;
  story.stepsTotal = steps;
  return story;
}

/** What comes of a change: Sanity was down. */
export function makeWhatIf(startedAt: number): WhatIf {
  const t = startedAt;
  const asked = {
    at: t + 24_200,
    kind: 'asked' as const,
    text: 'confirm_tracking_number, confirmed',
  };
  const fetching = { at: t + 24_200, kind: 'entered' as const, text: 'fetch' };
  return {
    isMasked: true,
    recorded: {
      path: ['need', 'confirm', 'fetch', 'report', 'ended'],
      moments: [
        { ...asked, isOnlyHere: false },
        { ...fetching, isOnlyHere: false },
        { at: t + 25_380, kind: 'lookup', text: '••••0002 found', isOnlyHere: true },
        {
          at: t + 25_384,
          kind: 'answered',
          text: "Your parcel ending in 0 0 0 2 is delayed. It's now expected on Saturday.",
          isOnlyHere: true,
        },
        { at: t + 25_384, kind: 'entered', text: 'report', isOnlyHere: true },
        { at: t + 58_400, kind: 'entered', text: 'ended', isOnlyHere: false },
      ],
      fault: null,
    },
    changed: {
      path: ['need', 'confirm', 'fetch', 'fallback', 'ended'],
      moments: [
        { ...asked, isOnlyHere: false },
        { ...fetching, isOnlyHere: false },
        { at: t + 25_380, kind: 'lookup', text: '••••0002 failed: upstream', isOnlyHere: true },
        {
          at: t + 25_384,
          kind: 'answered',
          text: "I can't reach the delivery records right now. Shall I try again, or put you through to a person?",
          isOnlyHere: true,
        },
        { at: t + 25_384, kind: 'entered', text: 'fallback', isOnlyHere: true },
        { at: t + 58_400, kind: 'entered', text: 'ended', isOnlyHere: false },
      ],
      fault: null,
    },
    assumed: ['What the caller would have said after another answer: the recorded words are kept.'],
  };
}

/** Figures of some days. */
export function makeQuality(at: number, days: number): Quality {
  return {
    days: Array.from({ length: days }, (_, index) => {
      const wave = Math.sin(index / 3);
      const calls = Math.round(9_000 + 1_800 * wave - (index % 7 > 4 ? 4_000 : 0));
      const ended = calls - 12;
      return {
        day: new Date(at - (days - 1 - index) * 24 * 60 * MINUTE).toISOString().slice(0, 10),
        calls,
        ended,
        contained: Math.round(ended * (0.88 + 0.02 * wave)),
        answers: {
          success: Math.round(calls * 1.1),
          needs_confirmation: Math.round(calls * 0.46),
          not_found: Math.round(calls * 0.06),
          unavailable: index === 12 ? 800 : Math.round(calls * 0.006),
        },
        readBacks: Math.round(calls * 0.46),
        latencyP50: 19 + 3 * wave,
        latencyP95: index === 12 ? 497 : 128 + 20 * wave,
        latencyP99: index === 12 ? 506 : 310 + 60 * wave,
        ungrounded: index % 9 === 4 ? 3 : index % 2,
        calledAgain: Math.round(calls * 0.07),
        callersKnown: Math.round(calls * 0.9),
        cost: calls * 0.071,
        costCalls: calls,
      };
    }),
    evaluation: {
      at: at - 7 * 60 * MINUTE,
      path: 'var/reports/evaluation-2026-11-29.json',
      metrics: {
        path_accuracy: 0.984,
        grounded_facts: 0.9993,
        needless_read_backs: 0.041,
        cases: 412,
      },
    },
    faults: [],
  };
}
