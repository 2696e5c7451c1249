import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { AskedEvent, ReportEvent } from '../../machines/call-events.ts';
import type { LookupOutcome } from '../../machines/lookup-outcome.ts';
import type { Reply } from '../../machines/reply.ts';
import { createCommands } from '../../src/calls/commands.ts';
import { Conversations } from '../../src/calls/conversations.ts';
import { createLocalEngine, type LocalEngine } from '../../src/calls/local-engine.ts';
import type { JournalLine } from '../../src/recording/line.ts';
import { toLine } from '../../src/recording/to-line.ts';
import { sentence } from '../../src/speech/sentence.ts';
import { type Speak, type ToolResult, toToolResult } from '../../src/vapi/results.ts';
import {
  arrival,
  createHandLookups,
  found,
  type HandLookups,
  KNOWN_CALLER,
  POLICY,
  RULES,
} from '../calls/run-engine.ts';
import { createHandClock, type HandClock } from '../hand-clock.ts';

/** An engine whose calls go on record, as journal lines, on a clock and lookups moved by hand. */
export type Recording = {
  engine: LocalEngine<ToolResult>;
  clock: HandClock;
  lookups: HandLookups;
  lines: JournalLine[];
  /** Delivers events to a call, stamped with the time. */
  send(callId: string, ...events: Timeless[]): Promise<ToolResult[]>;
  /** Asks for a parcel, and lets its lookup end. */
  track(callId: string, toolCallId: string, number: string, outcome?: LookupOutcome): Promise<void>;
  end(callId: string): Promise<void>;
};

type Timeless<Event = AskedEvent | ReportEvent> = Event extends unknown ? Omit<Event, 'at'> : never;

export function record(speak: Speak = 'verbatim', clock = createHandClock()): Recording {
  const lookups = createHandLookups(() => engine, clock);
  const lines: JournalLine[] = [];
  const render = (reply: Reply) => toToolResult(reply, sentence(reply), { speak });
  const engine: LocalEngine<ToolResult> = createLocalEngine<ToolResult>({
    policy: POLICY,
    rules: { ...RULES, render },
    callsMax: 1000,
    heapFullness: () => 0,
    clock,
    conversations: new Conversations(),
    record: async (step) => {
      // As it is read back from its file.
      lines.push(JSON.parse(JSON.stringify(toLine(step))));
    },
    carryOut: createCommands({
      lookups,
      recognition: {
        async recognise(phone) {
          if (phone !== KNOWN_CALLER) return null;
          return { trackingNumbers: ['WB100001'], underWay: ['WB100001'] };
        },
      },
      mayLookUp: () => true,
      say: async () => 'said',
      words: { late: () => null, correction: () => null },
      clock,
      deliver: (callId, event) => engine.deliver(callId, event),
      background: (_name, work) => void work(),
      notify: () => {},
    }),
    newCorrelationId: () => 'made',
  });
  const send: Recording['send'] = (callId, ...events) => {
    const at = clock.now();
    return engine.handle(arrival(callId, at, ...events.map((event) => ({ ...event, at }))));
  };
  return {
    engine,
    clock,
    lookups,
    lines,
    send,
    async track(callId, toolCallId, number, outcome) {
      const answers = send(callId, asks(toolCallId, number));
      clock.advance(20);
      lookups.settle(number, outcome ?? found(number, clock.now()));
      await answers;
      clock.advance(1000);
    },
    async end(callId) {
      await send(callId, { type: 'call.ended', reason: 'customer-ended-call' });
    },
  };
}

/** The caller asks where a parcel is. */
export function asks(toolCallId: string, heard: string | null) {
  const asked = { toolCallId, tool: 'track_delivery', heard };
  return { ...asked, type: 'delivery.requested', topic: 'delivery' } as const;
}

/** Writes journal files to a directory of their own; gives its path. */
export async function writeJournal(
  t: TestContext,
  files: Record<string, readonly (JournalLine | string)[]>,
): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'waybill-replay-'));
  t.after(() => rm(dir, { recursive: true }));
  for (const [name, lines] of Object.entries(files)) {
    const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    await writeFile(join(dir, name), texts.map((text) => `${text}\n`).join(''));
  }
  return dir;
}
