/*
 * The console as an operator uses it, in a real browser over a real service: a call is made while the
 * page is open, is found, understood, tried otherwise and answered for.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import type { Browser, Page } from 'playwright-core';
import { findChromium, openBrowser } from '../../scripts/browser.ts';
import { buildConsole } from '../../scripts/build-console.ts';
import { VapiPhone } from '../../scripts/demo/vapi-phone.ts';
import { type EmbeddedService, startEmbeddedService } from '../../scripts/embedded-service.ts';
import { readConfig } from '../../src/config.ts';
import { loggerOptions } from '../../src/observability/logger.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { UNHURRIED } from '../build-app.ts';
import { findViolations, visit } from './browser.ts';

const CHROMIUM = findChromium(process.env);
const skip =
  CHROMIUM === null && 'there is no Chromium: install it, or set CHROMIUM_PATH to where it is';

/** Where pictures of the pages are kept, for whoever wants to see what the test saw. */
const PICTURES = join(import.meta.dirname, '../../var/screenshots');

const NAME = 'Zoë Lindqvist';
const CALLER = '+12025550103';

describe('console', { skip }, () => {
  const logs: Record<string, unknown>[] = [];
  let dir: string;
  let service: EmbeddedService;
  let browser: Browser;

  before(async () => {
    await buildConsole();
    mkdirSync(PICTURES, { recursive: true });
    dir = mkdtempSync(join(tmpdir(), 'waybill-console-'));
    service = await startEmbeddedService({
      logger: pino(loggerOptions({ level: 'info', now: systemEdges.clock.now }), {
        write: (line) => {
          logs.push(JSON.parse(line));
        },
      }),
      configure(environment) {
        const settings = { PORT: '0', ADMIN_PORT: '0', TRANSCRIPTS_DIR: dir, ...UNHURRIED };
        const reading = readConfig({ ...environment, ...settings });
        if (!reading.ok) throw new Error(reading.faults.join('; '));
        return reading.config;
      },
    });
    browser = await openBrowser(CHROMIUM ?? '');
  });
  after(async () => {
    await browser?.close();
    await service?.close();
    rmSync(dir, { recursive: true });
  });

  function callFrom(number: string): VapiPhone {
    const secret = service.config.vapi.secrets[0] ?? '';
    const { publicUrl } = service;
    const newId = () => systemEdges.random.uuid();
    return new VapiPhone({ publicUrl, secret, newId, onStep: () => {}, isPatient: true }, number);
  }

  const at = (hash: string) => ({ browser, url: `${service.adminUrl}/console${hash}` });
  const picture = (page: Page, name: string) =>
    page.screenshot({ path: join(PICTURES, `${name}.png`) });

  test('a call is seen while it goes on, found, understood, tried otherwise and answered for', async () => {
    const phone = callFrom(CALLER);
    await visit(at('#/now'), async (page) => {
      // It begins, and each of its states is seen.
      await page.getByText('Live', { exact: true }).waitFor();
      await phone.pickUp();
      const row = page.locator('.live-call').filter({ hasText: 'need' });
      await row.waitFor();
      const number = { trackingNumber: 10_000_002 };
      await phone.say('It is one, seven zeros … two.', [
        { name: 'track_delivery', arguments: number },
      ]);
      await page.locator('.live-call').filter({ hasText: 'confirm' }).waitFor();
      await phone.say(`No, W B 1000 0002. My name is ${NAME}.`, [
        { name: 'track_delivery', arguments: { trackingNumber: 'WB 1000 0002' } },
      ]);
      await phone.say('Yes.', [
        { name: 'confirm_tracking_number', arguments: { confirmed: true } },
      ]);
      const { answers } = await phone.say('Why is it late?', [
        { name: 'get_delivery_issue', arguments: {} },
      ]);
      assert.match(answers[0]?.sentence ?? '', /snowstorm/);
      await page.locator('.live-call').filter({ hasText: 'report' }).waitFor();
      assert.ok(!(await page.content()).includes('Lindqvist'));
      assert.deepEqual(await findViolations(page), []);
      await picture(page, 'now');
      await phone.hangUp();

      // It is found by when it was, and by the last four of its number.
      await page.keyboard.press('/');
      await page.getByRole('searchbox').fill('0002');
      await page.getByLabel('When').fill('today');
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByRole('heading', { name: '1 call', exact: true }).waitFor();
      assert.deepEqual(await findViolations(page), []);
      await picture(page, 'find');

      // It is opened, and scrubbed back to where the number was read back.
      await page.locator('.found a, .found-call, [href*="#/call/"]').first().click();
      await page.locator('[data-state="call.ended"].is-active').waitFor();
      const slider = page.getByRole('slider', { name: 'Step of the call' });
      const steps = Number(await slider.getAttribute('max'));
      assert.ok(steps >= 4, `${steps} steps`);
      await slider.focus();
      for (let step = 0; step < steps; step += 1) await page.keyboard.press('ArrowLeft');
      await page.locator('[data-state="call.need"].is-active').waitFor();
      const readBack = page.locator('[id^=step-]').filter({ hasText: 'needs confirmation' });
      await readBack.getByRole('button').first().click();
      await page.locator('[data-state="call.confirm.asking"].is-active').waitFor();
      assert.ok(!/WB10000002|Lindqvist|2025550103/.test(await page.content()));
      assert.deepEqual(await findViolations(page), []);
      await picture(page, 'call');

      const said = page.locator('[id^=step-]').getByText(`My name is ${NAME}`);
      // Who answers for it may see whom it was about, and the log says so.
      await page.getByRole('button', { name: 'Show personal data' }).click();
      await said.waitFor();
      const audit = logs.find(({ event }) => event === 'console.revealed');
      assert.equal(audit?.call_id, phone.callId);
      await page.getByRole('button', { name: 'Hide personal data' }).click();
      await said.waitFor({ state: 'detached' });
      assert.ok(!/WB10000002|Lindqvist/.test(await page.content()));
    });
  });

  test('what if Sanity had been down is told beside what was', async () => {
    const phone = callFrom('+12025550199');
    await phone.pickUp();
    await phone.say('Where is WB10000003?', [
      { name: 'track_delivery', arguments: { trackingNumber: 'WB10000003' } },
    ]);
    await phone.hangUp();
    await visit(at(`#/call/${phone.callId}`), async (page) => {
      await page.locator('[data-state="call.ended"].is-active').waitFor();
      await page
        .getByRole('link', { name: /what if/i })
        .first()
        .click();
      const event = page.getByRole('combobox', { name: /^Event/ });
      const settled = event.locator('option', { hasText: 'lookup.settled' }).first();
      await event.selectOption((await settled.getAttribute('value')) ?? '');
      await page.getByLabel('Outcome').selectOption('upstream');
      await page.getByRole('button', { name: 'See both ways' }).click();
      const changed = page.getByRole('region', { name: 'With the change' });
      await changed.getByText("I can't reach the delivery records right now.").first().waitFor();
      assert.deepEqual(await findViolations(page), []);
      await picture(page, 'what-if');
    });
    await visit(at('#/quality'), async (page) => {
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('.plot canvas').last().waitFor();
      assert.deepEqual(await findViolations(page), []);
      await picture(page, 'quality-dark');
    });
  });
});
