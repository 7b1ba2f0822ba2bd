import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { createRegistry } from '@watertight/cleanup-registry';
import {
  createReport,
  diffReports,
  formatChanges,
  formatInventory,
  formatReport,
  inventory,
} from '@watertight/cleanup-registry/report';

test('resources of one kind, line and sort of scope are one group, the largest first', async () => {
  await using registry = createRegistry({ name: 'service', sample: 1 });
  registry.defer(() => undefined, { name: 'flush' });
  for (let request = 1; request <= 12; request += 1) {
    registry.scope(`request ${request}`).timeout(() => undefined, 60_000, { name: 'patience' });
  }
  const report = createReport(registry);
  expect(report.total).toBe(25);
  expect(report.groups.map(({ kind, name, scope, count }) => [kind, name, scope, count])).toEqual([
    ['scope', undefined, 'service', 12],
    ['timeout', 'patience', 'service/request #', 12],
    ['defer', 'flush', 'service', 1],
  ]);
  for (const { site } of report.groups) expect(site).toContain('report.test.ts');
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  const text = formatReport(report, { limit: 2 });
  expect(text.split('\n')[0]).toBe('25 open resources');
  expect(text).toContain('   12 × timeout "patience" in service/request #, oldest ');
  expect(text).toContain('and 1 in 1 smaller groups');
});

test('the difference of two reports shows what grew and what went', async () => {
  await using registry = createRegistry({ sample: 0 });
  const gone = registry.adopt({}, () => undefined, { kind: 'lease' });
  registry.defer(() => undefined);
  const before = createReport(registry);
  await registry.release(gone);
  for (let index = 0; index < 3; index += 1) registry.interval(() => undefined, 60_000);
  const changes = diffReports(before, createReport(registry));
  expect(changes.map(({ group, before: was, after }) => [group.kind, was, after])).toEqual([
    ['interval', 0, 3],
    ['lease', 1, 0],
  ]);
  expect(formatChanges(changes)).toMatch(
    /^ {6}\+3 {2}interval in registry.*\(0 → 3\)\n {6}-1 {2}lease/,
  );
  expect(formatChanges([])).toBe('no change');
});

test('the inventory shows what nobody owns', async () => {
  await using registry = createRegistry();
  const line = (type: string): number[] => {
    const { open, owned, unowned } = inventory([registry]).find((each) => each.type === type)!;
    return [open, owned, unowned];
  };
  const owned = registry.server(createServer().listen(0));
  const stray = createServer().listen(0);
  await Promise.all([once(owned, 'listening'), once(stray, 'listening')]);
  expect(line('TCPServerWrap')).toEqual([2, 1, 1]);
  expect(formatInventory(inventory([registry]))).toMatch(/TCPServerWrap +2 open +1 owned +1 not/);
  const closed = once(stray, 'close');
  stray.close();
  await closed;
  // A handle is counted for some turns of the loop after its 'close' event.
  for (let turn = 0; turn < 100 && line('TCPServerWrap')[0] === 2; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(line('TCPServerWrap')).toEqual([1, 1, 0]);
});

test('what is no registry is refused', () => {
  expect(() => createReport({} as never)).toThrow(
    expect.objectContaining({ code: 'CLEANUP_INVALID_ARGUMENT' }),
  );
});
