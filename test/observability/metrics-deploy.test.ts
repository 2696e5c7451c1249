/* What is deployed beside the service names only metrics that it has, and alerts that are tested. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { setUp } from './read-metrics.ts';

const DEPLOY = join(import.meta.dirname, '../../deploy');

type Rule = { alert: string; expr: string };
type RuleTest = { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] };

const read = (path: string) => readFileSync(join(DEPLOY, path), 'utf8');
const rules: Rule[] = parse(read('prometheus/alerts.yml')).groups.flatMap(
  (group: { rules: Rule[] }) => group.rules,
);

/** The metrics that a query asks for: every selector of ours has braces with the job in them. */
function metricsIn(expr: string): string[] {
  return [...expr.matchAll(/([a-z_]\w*)\{job="waybill"/g)].map(([, name = '']) => name);
}

async function knownMetrics(): Promise<Set<string>> {
  const known = new Set(['up']);
  for (const [, name, type] of (await setUp().metrics.render()).matchAll(
    /^# TYPE (\S+) (\S+)$/gm,
  )) {
    const parts = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    for (const part of parts) known.add(`${name}${part}`);
  }
  return known;
}

async function assertKnown(exprs: string[]): Promise<void> {
  const known = await knownMetrics();
  for (const expr of exprs) {
    const names = metricsIn(expr);
    assert.ok(names.length > 0, `no metric is found in ${expr}`);
    assert.deepEqual(
      names.filter((name) => !known.has(name)),
      [],
      expr,
    );
  }
}

test('alerts: each asks for metrics that the service has', async () => {
  assert.ok(rules.length > 10);
  await assertKnown(rules.map(({ expr }) => expr));
});

test('alerts: each is tested firing and quiet', () => {
  const tests: RuleTest[] = parse(read('prometheus/alerts.test.yml')).tests;
  const cases = tests.flatMap((one) => one.alert_rule_test);
  for (const { alert } of rules) {
    const fires = cases.filter(({ alertname }) => alertname === alert);
    assert.deepEqual(fires.map(({ exp_alerts }) => exp_alerts.length).toSorted(), [0, 1], alert);
  }
});

test('dashboard: each panel asks for metrics that the service has', async () => {
  const text = read('grafana/waybill.json');
  const { panels } = JSON.parse(text) as { panels: { targets?: { expr: string }[] }[] };
  const exprs = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  assert.ok(exprs.length > 30);
  await assertKnown(exprs);
});
