import type { CallState } from '../../machines/reply.ts';
import { type Scenario, STRANGER, type Step, type World } from './scenarios.ts';
import { type Answer, VapiPhone } from './vapi-phone.ts';

/** One step as it went; the latency is that of the webhook's answer, in milliseconds. */
export type PlayedStep = {
  step: Step;
  answers: Answer[];
  tookMs: number;
  /** Where the call went after that, and what the caller heard of it. */
  passedOn?: { sentence: string; number: string } | null;
};

/** One call as it went, and everything in which it differs from what was expected. */
export type PlayedCall = {
  scenario: Scenario;
  steps: PlayedStep[];
  path: string;
  faults: string[];
};

/** What is needed to play calls against a running service. */
export type Stage = {
  publicUrl: string;
  secret: string;
  /** Opens the way for calls without a model. */
  completionsKey: string;
  world: World;
  isPatient: boolean;
  newId(): string;
  /** Told before each message of a call. */
  onStep(): void;
  /** The outer states that a call has entered so far, in order. */
  pathOf(callId: string): readonly CallState[];
};

/** Plays one call from pick-up to hang-up. */
export async function playScenario(
  scenario: Scenario,
  stage: Stage,
  callId?: string,
): Promise<PlayedCall> {
  const { callerNumber = STRANGER } = scenario;
  const phone = new VapiPhone(stage, callerNumber, { callId });
  const steps: PlayedStep[] = [];
  await phone.pickUp();
  for (const step of scenario.steps) {
    await step.before?.(stage.world);
    const { answers, tookMs } = scenario.withoutModel
      ? await phone.converse(step.caller)
      : await phone.say(step.caller, step.tools);
    const isHandoff = answers.some(({ status }) => status === 'handoff');
    const passedOn = isHandoff ? { passedOn: await phone.passOn() } : {};
    steps.push({ step, answers, tookMs, ...passedOn });
  }
  await phone.hangUp();
  const path = stage.pathOf(phone.callId).join(' → ');
  const faults = steps.flatMap(findFaults);
  if (path !== scenario.path) faults.push(`path is ${path}, expected ${scenario.path}`);
  return { scenario, steps, path, faults };
}

function findFaults({ step, answers, passedOn }: PlayedStep): string[] {
  if (passedOn === null) return [`"${step.caller}" was promised a person, and nobody takes over`];
  if (answers.length !== step.expected.length) {
    return [`"${step.caller}" got ${answers.length} answers, expected ${step.expected.length}`];
  }
  return step.expected.flatMap(({ status, sentence, source }, index) => {
    const answer = answers[index];
    const faults: string[] = [];
    if (answer?.status !== status) {
      faults.push(`"${step.caller}" got ${answer?.status}, expected ${status}`);
    }
    if (source !== undefined && answer?.source !== source) {
      faults.push(`"${step.caller}" was answered from ${answer?.source}, expected ${source}`);
    }
    if (!sentence.test(answer?.sentence ?? '')) {
      faults.push(`"${step.caller}" was told "${answer?.sentence}", expected ${sentence}`);
    }
    return faults;
  });
}
