import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { maskWhatIf } from '../../src/console/mask-what-if.ts';
import type { JournalLine } from '../../src/recording/line.ts';
import { readLines } from '../../src/recording/read-lines.ts';
import { tellWhatIf } from '../../src/replay/what-if.ts';
import { systemEdges } from '../../src/system-edges.ts';

const CORPUS = join(import.meta.dirname, '../fixtures/corpus');

test('what if: no number, name, phone or note of a record is told of any call', async () => {
  const calls = new Map<string, JournalLine[]>();
  for await (const item of readLines(systemEdges.disk, CORPUS)) {
    assert.ok(item.kind === 'line');
    calls.set(item.line.call_id, [...(calls.get(item.line.call_id) ?? []), item.line]);
  }
  let hidden = 0;
  for (const lines of calls.values()) {
    const change = { seq: 0, event: 1, change: { type: 'delay', ms: 0 } } as const;
    const result = tellWhatIf(lines, change, { silenceTimeoutMs: 900_000 });
    assert.ok(result.ok);
    const text = JSON.stringify(maskWhatIf(result, lines)).toLowerCase();
    for (const record of result.records) {
      const { trackingNumber, customerName, customerPhone, issueMessage } = record;
      for (const value of [trackingNumber, customerName, customerPhone, issueMessage]) {
        if (value === undefined) continue;
        hidden += 1;
        assert.ok(!text.includes(value.toLowerCase().replace(/\.$/, '')), `${value} in ${text}`);
      }
    }
  }
  assert.ok(hidden > 100);
});
