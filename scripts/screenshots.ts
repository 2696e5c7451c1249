/* npm run screenshots: the pictures of the console that the README shows, of calls of the demo. */
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { findChromium, openBrowser } from './browser.ts';
import { buildConsole } from './build-console.ts';
import { Misuse, runSimple } from './command.ts';
import { playScenario } from './demo/play-scenario.ts';
import { SCENARIOS } from './demo/scenarios.ts';
import { setStage } from './demo/stage.ts';

const HELP = `npm run screenshots

Plays calls of the demo, opens the console in Chromium (CHROMIUM_PATH, or the one on PATH), and
leaves docs/console-light.png and docs/console-dark.png.

  -h, --help   this

Exit code: 0 when they were made, 1 when they cannot be, 2 for wrong arguments or no Chromium.`;

const SIZE = { width: 1280, height: 900 };
const SHOWN = 'found-in-one-go';

await runSimple({ help: HELP, run: takePictures });

async function takePictures(): Promise<undefined> {
  const chromium = findChromium(process.env);
  if (chromium === null) throw new Misuse('There is no Chromium: install it, or set CHROMIUM_PATH');
  await buildConsole();
  const stage = await setStage();
  try {
    const browser = await openBrowser(chromium);
    try {
      for (const [index, scenario] of SCENARIOS.entries()) {
        await playScenario(scenario, stage, index === 0 ? SHOWN : undefined);
      }
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({
          colorScheme,
          viewport: SIZE,
          reducedMotion: 'reduce',
        });
        const page = await context.newPage();
        await page.goto(`${stage.service.adminUrl}/console#/call/${SHOWN}`);
        await showReport(page);
        await page.screenshot({ path: pathOf(colorScheme) });
        await context.close();
      }
    } finally {
      await browser.close();
    }
  } finally {
    await stage.close();
  }
}

/** The step at which the caller heard what is on record. */
async function showReport(page: Page): Promise<void> {
  const report = page.locator('[id^=step-]').filter({ hasText: 'track_delivery' });
  await report.getByRole('button').first().click();
  await page.locator('[data-state="call.report"].is-active').waitFor();
  await page.evaluate('scrollTo(0, 0)');
}

function pathOf(colorScheme: string): string {
  return fileURLToPath(new URL(`../docs/console-${colorScheme}.png`, import.meta.url));
}
