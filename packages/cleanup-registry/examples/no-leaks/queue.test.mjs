// A suite in which every test that leaves something open fails.
//   npx vitest run --root examples/no-leaks
import { noLeaks } from '@watertight/cleanup-registry/vitest';
import { expect, test } from 'vitest';
import { Queue } from './queue.mjs';

noLeaks();

test('takes jobs', async () => {
  const queue = new Queue(() => undefined);
  expect(() => queue.add('resize')).not.toThrow();
  await queue.close();
});

// Here to be seen failing: the queue is never closed, so its interval runs on.
test('forgets to close', () => {
  new Queue(() => undefined).add('resize');
});
