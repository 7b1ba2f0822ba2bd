import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { estimateCapture } from '@watertight/snapshot-diff';
import { expect, it } from 'vitest';
import { memoryHeadroom } from '../src/capture/headroom.ts';
import { TemporaryDirectory } from './support/temporary-directory.ts';

/** A `/proc` and a `/sys` as the kernel would show them. */
function system(root: string, files: Readonly<Record<string, string>>): string {
  const all = { 'proc/meminfo': 'MemTotal: 9 kB\nMemAvailable:    1000 kB\n', ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

it('is what the machine has left where there is no limit', () => {
  using directory = new TemporaryDirectory();
  const root = system(directory.path, {
    'proc/self/cgroup': '0::/a\n',
    'sys/fs/cgroup/a/memory.max': 'max\n',
    'sys/fs/cgroup/a/memory.current': '5\n',
  });
  expect(memoryHeadroom(root)).toEqual({ available: 1_024_000, limitedBy: 'machine' });
});

it('is what the tightest control group above has left, dropping what the kernel would drop', () => {
  using directory = new TemporaryDirectory();
  const root = system(directory.path, {
    'proc/self/cgroup': '0::/pods/one\n',
    'sys/fs/cgroup/pods/one/memory.max': '900000\n',
    'sys/fs/cgroup/pods/one/memory.current': '100000\n',
    'sys/fs/cgroup/pods/memory.max': '500000\n',
    'sys/fs/cgroup/pods/memory.current': '450000\n',
    'sys/fs/cgroup/pods/memory.stat': 'anon 1\ninactive_file 30000\n',
  });
  expect(memoryHeadroom(root)).toEqual({ available: 80_000, limitedBy: 'cgroup v2' });
});

it('understands control groups of version 1', () => {
  using directory = new TemporaryDirectory();
  const root = system(directory.path, {
    'proc/self/cgroup': '7:cpu,cpuacct:/x\n4:memory:/docker/abc\n',
    'sys/fs/cgroup/memory/memory.limit_in_bytes': '700000\n',
    'sys/fs/cgroup/memory/memory.usage_in_bytes': '690000\n',
    'sys/fs/cgroup/memory/memory.stat': 'total_inactive_file 5000\n',
    'sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes': '9223372036854771712\n',
    'sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes': '690000\n',
  });
  expect(memoryHeadroom(root)).toEqual({ available: 15_000, limitedBy: 'cgroup v1' });
});

it('is weighed against the heaps that are captured together', async () => {
  const isolates = [
    { isolate: 'main', heapUsed: 10_000_000 },
    { isolate: 'worker-1', heapUsed: 30_000_000 },
    { isolate: 'worker-2', heapUsed: 20_000_000 },
  ];
  const one = await estimateCapture({ isolates });
  expect(one).toMatchObject({ needed: 690_000_000, isolates, disk: { needed: 138_000_000 } });
  expect((await estimateCapture({ isolates, concurrency: 2, factor: 2 })).needed).toBe(100_000_000);
  const far = await estimateCapture({ isolates: [{ isolate: 'main', heapUsed: 2 ** 50 }] });
  expect(far.fits).toBe(false);
  expect(far.reason).toMatch(/needs about .* more memory, .* left/);
  await expect(estimateCapture({ factor: 0 })).rejects.toMatchObject({
    code: 'ERR_INVALID_ARGUMENT',
  });
});
