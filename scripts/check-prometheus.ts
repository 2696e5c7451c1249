import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSimple } from './command.ts';
import { playScenario } from './demo/play-scenario.ts';
import { SCENARIOS } from './demo/scenarios.ts';
import { type DemoStage, setStage } from './demo/stage.ts';
import { EXPECTED } from './prometheus/expected.ts';
import { type Prometheus, startPrometheus } from './prometheus/server.ts';
import { findMissing, promtool } from './prometheus/tools.ts';

const DEPLOY = join(import.meta.dirname, '../deploy/prometheus');

const HELP = `npm run check:prometheus

Lets Prometheus itself judge the metrics. Needs Debian's package prometheus. promtool checks the names,
the scrape configuration and the alerts; then a real Prometheus, on loopback and with a directory of
its own, scrapes the embedded service while calls are played, and its HTTP API is asked whether the
series have arrived. It is ended by its process ID, whatever happens.

  -h, --help   this

Exit code: 0 when all is well, 1 when something is not, 2 for wrong arguments.`;

await runSimple({ help: HELP, run: check });

async function check(): Promise<number> {
  const missing = await findMissing(['prometheus', 'promtool']);
  if (missing.length > 0) {
    console.error(
      `Cannot check: ${missing.join(' and ')} not found. Run: apt-get install prometheus`,
    );
    return 1;
  }
  await promtool(['test', 'rules', join(DEPLOY, 'alerts.test.yml')]);
  console.log('The alerts pass their tests.');

  const dir = mkdtempSync(join(tmpdir(), 'waybill-prometheus-'));
  const stage = await setStage();
  try {
    await checkText(stage);
    const prometheus = await startPrometheus({
      dir,
      deploy: DEPLOY,
      target: stage.service.adminUrl,
    });
    try {
      await checkSeries(stage, prometheus);
    } finally {
      await prometheus.stop();
    }
  } finally {
    await stage.close();
    rmSync(dir, { recursive: true });
  }
  return 0;
}

/** What promtool says of the text, once there is something in every metric. */
async function checkText(stage: DemoStage): Promise<void> {
  for (const scenario of SCENARIOS) await playScenario(scenario, stage);
  const response = await fetch(`${stage.service.adminUrl}/metrics`);
  if (!response.ok) throw new Error(`Cannot read the metrics: HTTP ${response.status}`);
  const text = await response.text();
  await promtool(['check', 'metrics'], text);
  console.log(
    `promtool accepts the metrics: ${text.length} bytes, ${text.split('\n').length} lines.`,
  );
}

/** Waits until Prometheus holds every series that is expected, and the rules. */
async function checkSeries(stage: DemoStage, prometheus: Prometheus): Promise<void> {
  for (const { query, atLeast } of EXPECTED) {
    const value = await prometheus.awaitValue(query, atLeast);
    console.log(`${query} is ${value}`);
  }
  const rules = await prometheus.ruleNames();
  if (!rules.includes('WaybillDown')) throw new Error('Prometheus has not loaded the alerts');
  console.log(`Prometheus scraped ${stage.service.adminUrl} and runs ${rules.length} alerts.`);
}
