import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Visit = {
  browser: Browser;
  url: string;
  /** What the test brings about itself, as the browser words it in its console. */
  expected?: RegExp;
};

/**
 * Opens a page of its own, hands it to `look`, and sees afterwards that it put no error into the
 * console and asked nothing of another host.
 */
export async function visit(
  { browser, url, expected }: Visit,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    colorScheme: 'light',
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  try {
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('console', (message) => {
      const text = message.text();
      if (!['error', 'warning'].includes(message.type())) return;
      if (expected === undefined || !expected.test(text)) faults.push(text);
    });
    page.on('request', (request) => {
      const to = request.url();
      if (new URL(to).host !== new URL(url).host && !/^(data|blob):/.test(to)) faults.push(to);
    });
    await page.goto(url);
    await look(page);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

/** What axe has against a page, in a line each. */
export async function findViolations(page: Page): Promise<string[]> {
  // By way of the debugger, since the page's policy lets no other script in.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    type Found = { id: string; nodes: { target: string[]; failureSummary: string }[] };
    type Axe = { run: () => Promise<{ violations: Found[] }> };
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run();
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}: ${nodes[0]?.failureSummary}`,
    );
  });
}
