import type { ToolCall } from './vapi-phone.ts';

/** What a demonstration can do to the world around a call. */
export type World = {
  /** Lets Sanity fail a number of requests with HTTP 503. */
  failSanity(times: number): void;
  /** Takes Sanity off the network, or puts it back. */
  cutSanity(isDown: boolean): void;
  /** Moves the service's clock on; its timers run on as they are. */
  passTime(ms: number): void;
  /** Closes the breaker, as the operator may. */
  resetBreaker(): Promise<void>;
};

/** What the caller says, what the assistant's model asks for, and what must come back. */
export type Step = {
  /** Something that happens before the caller speaks, in words. */
  note?: string;
  before?: (world: World) => void | Promise<void>;
  caller: string;
  /** Of a call without a model there are none. */
  tools: ToolCall[];
  expected: { status: string; sentence: RegExp; source?: string }[];
};

export type Scenario = {
  title: string;
  /** Who calls; by default someone of whom Sanity has no delivery. */
  callerNumber?: string;
  /** Whether Waybill itself stands in for the assistant's model. */
  withoutModel?: true;
  steps: Step[];
  path: string;
};

/** A caller of whom Sanity has no delivery. */
export const STRANGER = '+12025550199';

const TEN_MINUTES_MS = 10 * 60_000;

function track(trackingNumber: string | number): ToolCall {
  return { name: 'track_delivery', arguments: { trackingNumber } };
}

function confirm(confirmed: boolean, trackingNumber?: string): ToolCall {
  const also = trackingNumber === undefined ? {} : { trackingNumber };
  return { name: 'confirm_tracking_number', arguments: { confirmed, ...also } };
}

const human: ToolCall = { name: 'request_human', arguments: { reason: 'the caller asked' } };
const issue: ToolCall = { name: 'get_delivery_issue', arguments: {} };

/** What a caller says where no model is: what is answered has no status but the call's own. */
function says(caller: string, sentence: RegExp, status = 'told'): Step {
  return { caller, tools: [], expected: [{ status, sentence }] };
}

/** The calls that the demo plays, in this order: the last ones find Sanity down. */
export const SCENARIOS: Scenario[] = [
  {
    title: 'Found in one go, and a question more',
    path: 'need → confirm → fetch → report → ended',
    steps: [
      {
        caller: 'Where is my parcel? The number is WB 1000 0002.',
        tools: [track('WB 1000-0002')],
        expected: [{ status: 'success', sentence: /delayed.*Saturday.*snowstorm/ }],
      },
      {
        caller: 'Why is that?',
        tools: [issue],
        expected: [
          { status: 'success', sentence: /^A snowstorm closed the sorting center in Buffalo\.$/ },
        ],
      },
    ],
  },
  {
    title: 'Read back, refused, corrected and confirmed',
    path: 'need → confirm → need → confirm → fetch → report → ended',
    steps: [
      {
        note: 'the model passes a JSON number, which may have lost zeros: the number is unsure',
        caller: 'It is four four eight one, two two double zero, nine one.',
        tools: [track(4481220091)],
        expected: [{ status: 'needs_confirmation', sentence: /Is that right/ }],
      },
      {
        caller: 'No.',
        tools: [confirm(false)],
        expected: [{ status: 'invalid', sentence: /number/ }],
      },
      {
        caller: 'It ends in one nine.',
        tools: [track(4481220019)],
        expected: [{ status: 'needs_confirmation', sentence: /Is that right/ }],
      },
      {
        caller: 'Yes, that is it.',
        tools: [confirm(true)],
        expected: [{ status: 'success', sentence: /^Your parcel is on its way/ }],
      },
    ],
  },
  {
    title: 'Not found three times, and on to a person',
    path: 'need → confirm → fetch → fallback → confirm → fetch → fallback → confirm → fetch → fallback → ended',
    steps: [
      {
        caller: 'My number is ZZ 900001.',
        tools: [track('ZZ900001')],
        expected: [{ status: 'not_found', sentence: /Z Z/ }],
      },
      {
        caller: 'Then ZZ 900002?',
        tools: [track('ZZ900002')],
        expected: [{ status: 'not_found', sentence: /Z Z/ }],
      },
      {
        caller: 'Or ZZ 900003?',
        tools: [track('ZZ900003')],
        expected: [{ status: 'not_found', sentence: /person/ }],
      },
      {
        caller: 'Yes, a person please.',
        tools: [human],
        expected: [{ status: 'handoff', sentence: /person|someone/ }],
      },
    ],
  },
  {
    title: 'Two parcels in one call, asked for at once',
    path: 'need → confirm → fetch → confirm → fetch → report → ended',
    steps: [
      {
        caller: 'I have two: WB 1000 0001 and WB 1000 0003.',
        tools: [track('WB10000001'), track('wb10000003')],
        expected: [
          { status: 'success', sentence: /0 0 0 1 is out for delivery/ },
          { status: 'success', sentence: /0 0 0 3 was delivered/ },
        ],
      },
    ],
  },
  {
    title: "Almost the caller's own parcel: read back before anything is looked up",
    callerNumber: '+12025550101',
    path: 'need → confirm → fetch → report → ended',
    steps: [
      {
        note: 'one of the deliveries to whoever calls is WB10000001, which is not told',
        caller: 'WB 1000 0009, please.',
        tools: [track('WB10000009')],
        expected: [{ status: 'needs_confirmation', sentence: /Is that right/ }],
      },
      {
        caller: 'No, it ends in one.',
        tools: [confirm(false, 'WB10000001')],
        expected: [
          { status: 'needs_confirmation', sentence: /0 0 0 1, ending in 1\. Is that right/ },
        ],
      },
      {
        caller: 'Yes.',
        tools: [confirm(true)],
        expected: [{ status: 'success', sentence: /^The parcel for Maria Gonzalez is out/ }],
      },
    ],
  },
  {
    title: 'Sanity fails twice and then answers',
    path: 'need → confirm → fetch → report → ended',
    steps: [
      {
        note: 'the next two requests to Sanity answer 503',
        before: (world) => world.failSanity(2),
        caller: 'Where is WB 1000 0013?',
        tools: [track('WB10000013')],
        expected: [{ status: 'success', sentence: /is being prepared/, source: 'sanity' }],
      },
    ],
  },
  {
    title: 'Sanity is down: a cached answer, with its age',
    path: 'need → confirm → fetch → report → ended',
    steps: [
      {
        note: 'ten minutes later, Sanity is off the network',
        before: (world) => {
          world.passTime(TEN_MINUTES_MS);
          world.cutSanity(true);
        },
        caller: 'Is WB 1000 0001 any further?',
        tools: [track('WB10000001')],
        expected: [{ status: 'success', sentence: /about ten minutes ago.*out for delivery/ }],
      },
    ],
  },
  {
    title: 'Sanity is down: nothing cached, then back again',
    path: 'need → confirm → fetch → fallback → confirm → fetch → report → ended',
    steps: [
      {
        caller: 'What about WB 1000 0014?',
        tools: [track('WB10000014')],
        expected: [{ status: 'unavailable', sentence: /can't reach/ }],
      },
      {
        note: 'Sanity is back, and the operator resets the breaker',
        before: async (world) => {
          world.cutSanity(false);
          await world.resetBreaker();
        },
        caller: 'Try again, please.',
        tools: [track('WB10000014')],
        expected: [{ status: 'success', sentence: /./ }],
      },
    ],
  },
  {
    title: 'Without a model: spelled, corrected, confirmed, told, and why',
    path: 'need → confirm → fetch → report → ended',
    withoutModel: true,
    steps: [
      says('Hi, it is W B one oh oh oh, oh oh oh five.', /^I heard W B, 1 0 0 0, 0 0 0 5\./),
      says('No, it ends in two.', /0 0 0 2, ending in 2\. Is that right\?$/),
      says('Yes.', /delayed.*Saturday.*snowstorm/),
      says('Why is that?', /^A snowstorm closed the sorting center in Buffalo\.$/),
      says('No, that was all, bye.', /^Thank you for calling\. Goodbye\.$/),
    ],
  },
  {
    title: 'Without a model: a number in parts, "hold on", and a person',
    path: 'need → need → need → need → confirm → fetch → report → fallback → ended',
    withoutModel: true,
    steps: [
      says('Hold on, let me find it.', /^Take your time\.$/),
      says('W B one zero', /^So far I heard W B, 1 0\. What comes next\?$/),
      says('triple zero', /^So far I heard W B, 1 0 0, 0 0\./),
      says('zero zero one', /^So far I heard W B, 1 0 0 0, 0 0 0 1\./),
      says("That's all.", /Is that right\?$/),
      says('Yes, that is it.', /out for delivery/),
      says('Can I speak to a person?', /^I'll get a person to help you\./, 'handoff'),
    ],
  },
];
