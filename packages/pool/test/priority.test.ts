import { expect, test } from 'vitest';
import { createPool, type Pool } from '../src/index.ts';
import { TaskQueue } from '../src/tasks/task-queue.ts';
import { Task } from '../src/tasks/task.ts';
import { fixture, rejection, release, sharedWords } from './helpers.ts';

function taskOf(name: string, priority: number, submittedAt: number, order = 0): Task {
  const nothing = () => {};
  const task = new Task(name, [], undefined, 0, priority, undefined, undefined, nothing, nothing);
  task.submittedAt = submittedAt;
  task.order = order;
  return task;
}

function drain(queue: TaskQueue): string {
  let names = '';
  for (let task = queue.first; task; task = queue.first) {
    queue.remove(task);
    names += task.name;
  }
  return names;
}

test('the more urgent goes first; of one priority, who came first', () => {
  const queue = new TaskQueue(100);
  for (const [name, priority, at] of [
    ['a', 0, 0],
    ['b', 2, 1],
    ['c', 0, 2],
    ['d', 2, 3],
    ['e', -1, 4],
  ] as const) {
    queue.push(taskOf(name, priority, at));
  }
  expect(queue.size).toBe(5);
  expect(drain(queue)).toBe('bdace');
  expect(queue.size).toBe(0);
});

test('a task gains a level for each `ageing` ms that it waits, so that none starves', () => {
  const queue = new TaskQueue(100);
  const patient = taskOf('patient', 0, 0);
  queue.push(patient);
  let sent = 0;
  // More urgent tasks come all the time, faster than they can be sent.
  for (let now = 0; queue.has(patient); now += 10) {
    queue.push(taskOf('u', 5, now));
    queue.push(taskOf('u', 5, now));
    queue.remove(queue.first!);
    sent += 1;
    if (sent > 1000) expect.unreachable('it starved');
  }
  // Two for each moment until 500 ms have gone by, and its own turn.
  expect(sent).toBeGreaterThan(50);
  expect(sent).toBeLessThanOrEqual(103);
});

test('what is given back is the next of its priority, and empty priorities leave nothing', () => {
  const queue = new TaskQueue(100);
  const low = [taskOf('x', 0, 0, 1), taskOf('y', 0, 0, 2)];
  for (const task of low) queue.push(task);
  for (let priority = 1; priority < 50; priority += 1) {
    const urgent = taskOf('u', priority, 0);
    queue.push(urgent);
    expect(queue.first).toBe(urgent);
    queue.remove(urgent);
    expect(queue.has(urgent)).toBe(false);
  }
  queue.remove(low[0]!);
  queue.unshift(low[0]!);
  expect([...queue].length).toBe(2);
  expect(drain(queue)).toBe('xy');
});

async function orderOf(pool: Pool, names: [string, number][]): Promise<string> {
  const words = sharedWords();
  const gate = pool.run('gate', [words]);
  const notes = names.map(([name, priority]) => pool.run('note', [name], { priority }));
  release(words);
  Atomics.notify(words, 1);
  await gate;
  const done = (await Promise.all(notes)) as [string, bigint][];
  return done
    .toSorted((a, b) => (a[1] < b[1] ? -1 : 1))
    .map(([name]) => name)
    .join('');
}

test('tasks of a pool begin by priority', async () => {
  await using pool = createPool(fixture('flaky.mjs'), { maxThreads: 1 });
  const names: [string, number][] = [
    ['a', 0],
    ['b', -1],
    ['c', 3],
    ['d', 0],
    ['e', 3],
  ];
  // The gate is urgent as they are: it is the oldest of all.
  const words = sharedWords();
  const gate = pool.run('gate', [words], { priority: 1000 });
  const rest = orderOf(pool, names);
  release(words);
  Atomics.notify(words, 1);
  await gate;
  expect(await rest).toBe('ceadb');
});

test.each([1.5, 1001, '1', Number.NaN])('priority: %s is refused', async (priority) => {
  await using pool = createPool(fixture('flaky.mjs'), { maxThreads: 1 });
  const error = await rejection(pool.run('note', ['a'], { priority: priority as number }));
  expect(error).toMatchObject({ code: 'ERR_POOL_INVALID_ARGUMENT' });
  expect(error.message).toMatch(/'priority' must be a whole number from -1000 to 1000/);
});
