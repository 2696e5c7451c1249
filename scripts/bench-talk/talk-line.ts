import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { startEmbeddedService } from '../embedded-service.ts';
import { type Ask, markOf } from './play-callers.ts';

/** A service on embedded data that is talked to without a model. */
export type TalkLine = {
  ask: Ask;
  /** How long each answer took to its first words, in milliseconds, in their order. */
  firstWordsMs: number[];
  marks: ReadonlyMap<string, string>;
  close(): Promise<void>;
};

/** Starts the service, with a delivery of each number; answers are streamed, as Vapi has them. */
export async function openTalkLine(numbers: readonly string[]): Promise<TalkLine> {
  const dir = mkdtempSync(join(tmpdir(), 'waybill-bench-talk-'));
  const key = randomBytes(16).toString('hex');
  const service = await startEmbeddedService({
    configure(environment) {
      const reading = readConfig({
        ...environment,
        PORT: '0',
        ADMIN_PORT: '0',
        TRANSCRIPTS_DIR: dir,
        COMPLETIONS_KEY: key,
        RATE_LIMIT_PER_MINUTE: '1000000',
      });
      if (!reading.ok) throw new Error(reading.faults.join('; '));
      return reading.config;
    },
  });
  const marks = new Map(numbers.map((number, index) => [markOf(index), number]));
  for (const [mark, trackingNumber] of marks) {
    service.sanity.upsert({
      _id: `bench-${trackingNumber.toLowerCase()}`,
      _type: 'delivery',
      trackingNumber,
      status: 'delayed',
      issueMessage: `It is ${mark}.`,
    });
  }
  const firstWordsMs: number[] = [];
  return {
    marks,
    firstWordsMs,
    async ask(messages, callId) {
      const startedAt = performance.now();
      const response = await fetch(`${service.publicUrl}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'waybill', stream: true, messages, call: { id: callId } }),
      });
      if (!response.ok || response.body === null) {
        throw new Error(`Cannot go on with a call: HTTP ${response.status}`);
      }
      let [text, isFirst] = ['', true];
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        if (!isFirst || !/"content":"[^"]/.test(text)) continue;
        isFirst = false;
        firstWordsMs.push(performance.now() - startedAt);
      }
      return contentIn(text);
    },
    async close() {
      await service.close();
      rmSync(dir, { recursive: true });
    },
  };
}

function contentIn(events: string): string {
  return events
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)).choices[0]?.delta.content ?? '')
    .join('');
}
