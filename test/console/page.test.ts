/*
 * The console's page in a real browser, over made-up JSON: that every page renders without an error,
 * a request to anybody else or a fault of accessibility, and does what its keys and buttons promise.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findChromium, openBrowser } from '../../scripts/browser.ts';
import { buildConsole } from '../../scripts/build-console.ts';
import { findViolations, visit } from './browser.ts';
import { makeLiveCalls, makeState, makeStory } from './made-up-calls.ts';
import { HTML, type MockApi, startMockApi } from './mock-api.ts';

const CHROMIUM = findChromium(process.env);
const skip =
  CHROMIUM === null && 'there is no Chromium: install it, or set CHROMIUM_PATH to where it is';

/** Every page, with what is there once it has all that it shows. */
const PAGES: [name: string, hash: string, isThere: (page: Page) => Promise<unknown>][] = [
  ['now', '#/now', (page) => page.getByRole('list', { name: 'Live calls' }).waitFor()],
  ['find', '#/find', (page) => page.getByRole('link', { name: 'Earlier calls' }).waitFor()],
  ['call', '#/call/call-snow/step/4', (page) => page.locator('.state.is-active').waitFor()],
  ['what if', '#/call/call-snow/what-if/4/1', compareBranches],
  ['quality', '#/quality', (page) => page.locator('.plot canvas').last().waitFor()],
];

async function compareBranches(page: Page) {
  await page.getByRole('button', { name: 'See both ways' }).click();
  await page.getByRole('region', { name: 'With the change' }).waitFor();
}

describe('console page', { skip }, () => {
  let browser: Browser;
  let api: MockApi;
  before(async () => {
    await buildConsole();
    browser = await openBrowser(CHROMIUM ?? '');
    api = await startMockApi();
  });
  after(async () => {
    await browser?.close();
    await api?.close();
  });
  const at = (hash: string) => ({ browser, url: `${api.url}/console${hash}` });

  for (const [name, hash, isThere] of PAGES) {
    test(`${name} has no fault of accessibility, light, dark, or on a phone, which it fits`, async () => {
      await visit(at(hash), async (page) => {
        await isThere(page);
        assert.deepEqual(await findViolations(page), []);
        await page.emulateMedia({ colorScheme: 'dark' });
        assert.deepEqual(await findViolations(page), []);
        await page.setViewportSize({ width: 360, height: 740 });
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
        assert.deepEqual(await findViolations(page), []);
      });
    });
  }

  test('now shows at once what the stream tells', async () => {
    await visit(at('#/now'), async (page) => {
      await page.getByRole('heading', { name: '24 live calls' }).waitFor();
      const [call] = makeLiveCalls(Date.now(), 1);
      assert.ok(call);
      const lastWords = { role: 'caller' as const, text: 'Is anybody there?' };
      const changed = [{ ...call, state: 'fallback' as const, lastWords }];
      api.tell({ type: 'calls', isWhole: false, changed, gone: ['live-00001'] });
      const row = page.getByRole('link', { name: 'Is anybody there?' });
      await row.getByText('fallback').waitFor();
      await page.getByRole('heading', { name: '23 live calls' }).waitFor();
    });
  });

  test('now tells what is not ready', async () => {
    await visit(at('#/now'), async (page) => {
      await page.getByText('Ready', { exact: true }).waitFor();
      const state = makeState(Date.now(), 3);
      state.readiness = { ready: false, checks: { journal: 'the disk is full' } };
      api.tell({ type: 'state', state });
      await page.getByText('Not ready').first().waitFor();
      await page.getByText('the disk is full').waitFor();
    });
  });

  test('the breaker is reset only after the question', async () => {
    const resets = () => api.asked.filter(({ url }) => url.endsWith('/reset')).length;
    await visit(at('#/now'), async (page) => {
      const before = resets();
      await page.getByRole('button', { name: 'Reset…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Leave it' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      assert.equal(resets(), before);
      await page.getByRole('button', { name: 'Reset…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Reset it' }).click();
      await page.getByText('The circuit breaker is closed').waitFor({ state: 'attached' });
      assert.equal(resets(), before + 1);
    });
  });

  test('five thousand live calls are a list of few elements', async (t) => {
    const many = await startMockApi({ live: 5_000 });
    t.after(() => many.close());
    await visit({ browser, url: `${many.url}/console#/now` }, async (page) => {
      await page.getByRole('heading', { name: '5,000 live calls' }).waitFor();
      const rows = page.locator('.live-call');
      assert.ok((await rows.count()) < 60, `${await rows.count()} rows`);
      await rows.first().hover();
      await page.mouse.wheel(0, 1_000_000);
      await page.locator('li[aria-posinset="5000"]').waitFor();
      assert.ok((await rows.count()) < 60, `${await rows.count()} rows`);
    });
  });

  test('find keeps what is looked for in its address', async () => {
    await visit(at('#/find'), async (page) => {
      await page.getByRole('searchbox').fill('1039');
      await page.getByLabel('When').fill('today');
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByText('last four 1039').waitFor();
      assert.match(page.url(), /#\/find\?q=1039&at=today$/);
      await page.reload();
      await page.getByRole('heading', { name: '1 call' }).waitFor();
      assert.equal(await page.getByRole('searchbox').inputValue(), '1039');
    });
  });

  test('find tells which days it could not read', async () => {
    await visit(at('#/find?words=torn'), async (page) => {
      await page.getByText('2026-11-20: 2 lines are damaged').waitFor();
    });
  });

  test('the keyboard leads from the search to a call and through it', async () => {
    await visit(at('#/now'), async (page) => {
      await page.getByRole('list', { name: 'Live calls' }).waitFor();
      await page.keyboard.press('/');
      await page.locator('input[type=search]:focus').waitFor();
      await page.getByRole('link', { name: 'Earlier calls' }).waitFor();
      await page.getByRole('main').focus();
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Step 9 of 9' }).waitFor();
      await page.keyboard.press('ArrowLeft');
      await page.getByRole('heading', { name: 'Step 8 of 9' }).waitFor();
      await page.keyboard.press('Home');
      await page.getByRole('heading', { name: 'Step 1 of 9' }).waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Help' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
      await page.getByRole('heading', { name: '9,412 calls' }).waitFor();
    });
  });

  test('a call is scrubbed back, with its chart lit and the way it took', async () => {
    await visit(at('#/call/call-snow'), async (page) => {
      await page.locator('[data-state="call.ended"].is-active').waitFor();
      await page.getByRole('slider', { name: 'Step of the call' }).fill('4');
      await page.locator('[data-state="call.report"].is-active').waitFor();
      assert.match(page.url(), /#\/call\/call-snow\/step\/4$/);
      const taken = await page
        .locator('.edge.is-taken')
        .evaluateAll((edges) => edges.map((edge) => edge.getAttribute('data-to')));
      assert.deepEqual(
        new Set(taken),
        new Set(['call.confirm.deciding', 'call.fetch', 'call.report']),
      );
      const details = page.getByRole('complementary', { name: 'This step' });
      await details.getByText('context.candidate').waitFor();
      await details.getByText('Snapshot after this step').click();
      await details.getByText('triedNumbers').waitFor();
      await page.getByText('not so: ••••0002 estimatedDelivery').waitFor();
    });
  });

  test('a link names the moment', async () => {
    await visit(at('#/call/call-snow/step/6'), async (page) => {
      await page.getByRole('heading', { name: 'Step 7 of 9' }).waitFor();
      await page.getByRole('button', { name: 'Copy link to this moment' }).click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      const copied = await page.evaluate<string>('navigator.clipboard.readText()');
      assert.equal(copied, `${api.url}/console#/call/call-snow/step/6`);
    });
  });

  test('personal data is shown when asked for, and forgotten', async () => {
    await visit(at('#/call/call-snow/step/8'), async (page) => {
      await page.locator('#step-7').getByText('This is •••. Bye.').waitFor();
      assert.equal(await page.getByText('Zoë Lindqvist').count(), 0);
      await page.getByRole('button', { name: 'Show personal data' }).click();
      await page.locator('#step-7').getByText('This is Zoë Lindqvist. Bye.').waitFor();
      await page.getByRole('heading', { name: 'Parcel WB10000002' }).waitFor();
      await page.getByRole('link', { name: 'Listen to the recording' }).waitFor();
      await page.getByRole('button', { name: 'Hide personal data' }).click();
      await page.locator('#step-7').getByText('This is •••. Bye.').waitFor();
      const html = await page.content();
      assert.ok(!/Lindqvist|WB10000002|storage\.vapi/.test(html));
    });
    assert.ok(api.asked.some(({ method, url }) => method === 'POST' && url.endsWith('/reveal')));
  });

  test('HTML in what was said is text', async () => {
    await visit(at('#/call/call-html/step/2'), async (page) => {
      await page.locator('#step-2').getByText(HTML).waitFor();
      assert.equal(await page.locator('.timeline img').count(), 0);
      assert.equal(await page.evaluate('window.wasRun'), undefined);
    });
  });

  test('a live call goes on while it is looked at', async () => {
    await visit(at('#/call/call-live'), async (page) => {
      await page.getByRole('heading', { name: 'Step 6 of 6' }).waitFor();
      const whole = makeStory({ callId: 'call-live', isMasked: true, startedAt: Date.now() });
      api.setStory('call-live', () => whole);
      const changed = makeLiveCalls(Date.now() + 5_000, 1);
      api.tell({ type: 'calls', isWhole: false, changed, gone: [] });
      await page.getByRole('heading', { name: 'Step 9 of 9' }).waitFor();
    });
  });

  test('a call of two megabytes is shown whole', async () => {
    await visit(at('#/call/call-long'), async (page) => {
      await page.getByRole('heading', { name: 'Step 1000 of 1000' }).waitFor();
      await page.keyboard.press('Home');
      await page.getByRole('heading', { name: 'Step 1 of 1000' }).waitFor();
      await page.locator('#step-0').getByRole('button', { name: 'show all' }).waitFor();
    });
  });

  test('a call that is erased is told to be so', async () => {
    await visit({ ...at('#/call/gone/step/3'), expected: /status of 404/ }, async (page) => {
      await page.getByText('No call of this ID is on record').waitFor();
    });
  });

  test('what if: a changed event is sent, and both ways stand side by side', async () => {
    await visit(at('#/call/call-snow/what-if/4/1'), async (page) => {
      await page.getByLabel('Outcome').selectOption('timeout');
      await compareBranches(page);
      await page.getByText('3 moments only as recorded, 3 moments only with the change').waitFor();
    });
    assert.deepEqual(api.asked.findLast(({ url }) => url.endsWith('/what-if'))?.body, {
      seq: 4,
      event: 1,
      change: { type: 'lookup', outcome: 'timeout' },
    });
  });

  test('quality stands in a table, too', async () => {
    await visit(at('#/quality?days=7'), async (page) => {
      await page.getByText('The figures as a table').click();
      assert.equal(await page.getByRole('row').count(), 8);
    });
  });

  test('the token is asked for once, and kept in memory only', async (t) => {
    const guarded = await startMockApi({ token: 'the-token' });
    t.after(() => guarded.close());
    const url = `${guarded.url}/console#/find`;
    await visit({ browser, url, expected: /status of 401/ }, async (page) => {
      const dialog = page.getByRole('dialog', { name: 'The service asks for its token' });
      await dialog.getByLabel('ADMIN_TOKEN').fill('another');
      await dialog.getByRole('button', { name: 'Go on' }).click();
      await dialog.getByText('That was not the token').waitFor();
      await dialog.getByLabel('ADMIN_TOKEN').fill('the-token');
      await dialog.getByRole('button', { name: 'Go on' }).click();
      await page.getByRole('link', { name: 'Earlier calls' }).waitFor();
      await page.getByText('Live', { exact: true }).waitFor();
      assert.equal(await dialog.count(), 0);
      const kept = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])';
      assert.ok(!(await page.evaluate<string>(kept)).includes('the-token'));
      assert.ok(!page.url().includes('the-token'));
    });
  });

  test('a page that is cut off says so, and connects again', async (t) => {
    const other = await startMockApi();
    t.after(() => other.close());
    const url = `${other.url}/console#/now`;
    await visit({ browser, url, expected: /INCOMPLETE_CHUNKED|CONNECTION_RESET/ }, async (page) => {
      await page.getByText('Live', { exact: true }).waitFor();
      const lost = page.getByText('Not connected', { exact: true }).waitFor();
      other.cut();
      await lost;
      await page.getByText('Live', { exact: true }).waitFor();
    });
  });

  test('colours follow the choice, and the choice is kept', async () => {
    await visit(at('#/now'), async (page) => {
      const colour = 'getComputedStyle(document.body).backgroundColor';
      const light = await page.evaluate(colour);
      const button = page.getByRole('button', { name: 'Colours:' });
      await button.click();
      await button.click();
      await page.getByRole('button', { name: 'Colours: Dark' }).waitFor();
      const dark = await page.evaluate(colour);
      assert.notEqual(dark, light);
      await page.reload();
      await page.getByRole('button', { name: 'Colours: Dark' }).waitFor();
      assert.equal(await page.evaluate(colour), dark);
    });
  });
});
