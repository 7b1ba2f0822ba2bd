// A leak test for CI, with nothing but Node.js: node --test ci-leak-test.mjs
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import test from 'node:test';
import { collected, expectFlatFloor, LeakFoundError, listenersOf } from '@watertight/gc-probe';

const bus = new EventEmitter().setMaxListeners(0);

function handle(task, { forget = true } = {}) {
  const done = () => task;
  bus.on('done', done);
  if (forget) bus.off('done', done);
}

const watch = { listeners: listenersOf(bus) };

test('handling a task leaves nothing behind', async () => {
  const { verdict } = await expectFlatFloor((i) => handle({ i }), {
    tasks: 101,
    rounds: 24,
    watch,
  });
  assert.equal(verdict, 'stable');
});

test('a listener that is forgotten is found, and named', async () => {
  const leaky = expectFlatFloor((i) => handle({ i }, { forget: false }), { rounds: 40, watch });
  await assert.rejects(leaky, (error) => {
    assert.ok(error instanceof LeakFoundError);
    const { signal, slopePerTask } = error.verdict.signals[0];
    assert.deepEqual([signal, slopePerTask.toFixed(3)], ['listeners', '1.000']);
    return true;
  });
  bus.removeAllListeners();
});

test('a task is collected after it was handled', async () => {
  const gone = await collected(() => {
    const task = {};
    handle(task);
    return task;
  });
  assert.equal(gone, true);
});
