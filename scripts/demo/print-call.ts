import { styleText } from 'node:util';
import type { PlayedCall, PlayedStep } from './play-scenario.ts';

type Style = Parameters<typeof styleText>[0];

/** Prints to the terminal in colour, to anything else without. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** Prints one call: who said what, what each answer took, and the states it went through. */
export function printCall({ scenario, steps, path, faults }: PlayedCall, index: number): void {
  console.log(paint('bold', `Call ${index}: ${scenario.title}`));
  for (const step of steps) printStep(step);
  console.log(`  ${paint('dim', 'states')}     ${paint('magenta', path)}`);
  for (const fault of faults) console.log(`  ${paint('red', 'WRONG')}      ${fault}`);
  console.log();
}

function printStep({ step, answers, tookMs, passedOn }: PlayedStep): void {
  if (step.note !== undefined) console.log(paint('dim', `  (${step.note})`));
  console.log(`  ${paint('cyan', 'caller')}     ${step.caller}`);
  for (const [index, answer] of answers.entries()) {
    const tool = step.tools[index];
    if (tool !== undefined) {
      const asked = `${tool.name}(${JSON.stringify(tool.arguments)})`;
      const told = `${answer.status}, from ${answer.source}, ${tookMs.toFixed(1)} ms`;
      console.log(`  ${paint('dim', `tool       ${asked} → ${told}`)}`);
    } else {
      console.log(`  ${paint('dim', `no model   ${tookMs.toFixed(1)} ms`)}`);
    }
    console.log(`  ${paint('green', 'assistant')}  ${answer.sentence}`);
  }
  if (passedOn == null) return;
  console.log(`  ${paint('green', 'assistant')}  ${passedOn.sentence}`);
  console.log(paint('dim', `  transfer   to ${passedOn.number}`));
}
