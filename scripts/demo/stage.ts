import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallState } from '../../machines/reply.ts';
import { readConfig } from '../../src/config.ts';
import type { Edges } from '../../src/edges.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { type EmbeddedService, startEmbeddedService } from '../embedded-service.ts';
import type { Stage } from './play-scenario.ts';

/** The service, its Sanity, and the hands on both. */
export type DemoStage = Stage & { service: EmbeddedService; close(): Promise<void> };

/** The morning on which every demonstration takes place, so that all of them say the same. */
const MORNING = Date.parse('2026-11-23T09:00:00Z');

const DEMO_SETTINGS = {
  PORT: '0',
  ADMIN_PORT: '0',
  // Two lookups find Sanity down, and the breaker is to be seen open.
  BREAKER_FAILURES: '2',
  // Somebody is there for those who want a person; nobody is called.
  TRANSFER_DESTINATION: '+15550100000',
  // A demonstration on a busy machine is not to fail for being late.
  REPLY_DEADLINE_MS: '1500',
  // Calls without a model are played, too.
  COMPLETIONS_KEY: 'a-key-of-the-demonstration',
};

/** How long a step takes where time stands still otherwise. */
const STEP_MS = 1000;

type StageOptions = {
  settings?: Record<string, string>;
  /** Time passes by steps alone, and IDs are counted: the same calls leave the same record. */
  isStill?: boolean;
};

/** Starts a service whose clock begins on a fixed morning and can be moved on. */
export async function setStage(options: StageOptions = {}): Promise<DemoStage> {
  const { settings = {}, isStill = false } = options;
  const startedAt = systemEdges.clock.now();
  let passedMs = 0;
  let made = 0;
  const sinceStart = () => (isStill ? 0 : systemEdges.clock.now() - startedAt);
  const countedId = (): string => {
    made += 1;
    return `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
  };
  const edges: Edges = {
    ...systemEdges,
    random: { next: () => 0, uuid: isStill ? countedId : systemEdges.random.uuid },
    clock: { ...systemEdges.clock, now: () => MORNING + passedMs + sinceStart() },
  };
  const paths = new Map<string, CallState[]>();
  const recordings = mkdtempSync(join(tmpdir(), 'waybill-demo-'));
  const service = await startEmbeddedService({
    edges,
    configure(environment) {
      const reading = readConfig({
        ...environment,
        ...DEMO_SETTINGS,
        TRANSCRIPTS_DIR: recordings,
        ...settings,
      });
      if (!reading.ok) throw new Error(`Cannot configure: ${reading.faults.join('; ')}`);
      return reading.config;
    },
    onNotice(notice) {
      if (notice.type !== 'state.entered') return;
      paths.set(notice.callId, [...(paths.get(notice.callId) ?? []), notice.state]);
    },
  });
  const { sanity, adminUrl, publicUrl, config } = service;
  return {
    service,
    publicUrl,
    secret: config.vapi.secrets[0] ?? '',
    completionsKey: config.completions.keys[0] ?? '',
    pathOf: (callId) => paths.get(callId) ?? [],
    newId: edges.random.uuid,
    // What is turned away has an ID as well, and those that are counted would not be the same again.
    isPatient: !isStill,
    onStep: () => {
      if (isStill) passedMs += STEP_MS;
    },
    world: {
      failSanity: (times) => sanity.failNext(times, 503),
      cutSanity: (isDown) => sanity.setDown(isDown),
      passTime: (ms) => {
        passedMs += ms;
      },
      async resetBreaker() {
        const response = await fetch(`${adminUrl}/admin/circuit-breaker/reset`, { method: 'POST' });
        if (!response.ok) throw new Error(`Cannot reset the breaker: HTTP ${response.status}`);
      },
    },
    async close() {
      await service.close();
      rmSync(recordings, { recursive: true });
    },
  };
}
