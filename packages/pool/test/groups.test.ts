import { expect, test } from 'vitest';
import { createPool } from '../src/index.ts';
import { TaskQueue } from '../src/tasks/task-queue.ts';
import { Task } from '../src/tasks/task.ts';
import { fixture, rejection, randomOf, taskPool } from './helpers.ts';

let order = 0;

/** A task of the group that its name begins with; '-' is none. */
function taskOf(name: string, priority = 0, submittedAt = 0): Task {
  const nothing = () => {};
  const group = name.startsWith('-') ? undefined : name[0];
  const task = new Task(name, [], undefined, 0, priority, undefined, group, nothing, nothing);
  order += 1;
  return Object.assign(task, { submittedAt, order });
}

function drain(queue: TaskQueue): string {
  const names: string[] = [];
  for (let task = queue.first; task; task = queue.first) {
    queue.remove(task);
    names.push(task.name);
  }
  expect(queue.size).toBe(0);
  return names.join(' ');
}

function queueOf(...tasks: Task[]): TaskQueue {
  const queue = new TaskQueue(100);
  for (const task of tasks) queue.push(task);
  return queue;
}

const named = (names: string): Task[] => names.split(' ').map((name) => taskOf(name));

test('groups take turns, and the tasks of one keep their order', () => {
  expect(drain(queueOf(...named('a1 a2 a3 a4 b1 b2 c1')))).toBe('a1 b1 c1 a2 b2 a3 a4');
});

test('tasks without a group are one group, whether they were there before or come later', () => {
  expect(drain(queueOf(...named('-1 -2 a1 a2 -3')))).toBe('-1 a1 -2 a2 -3');
  expect(drain(queueOf(...named('a1 a2 -1 -2')))).toBe('a1 -1 a2 -2');
});

test('a group that comes later waits for one task of each, however many they have', () => {
  const queue = queueOf(...named('a1 a2 a3 b1 b2 b3'));
  expect(queue.first!.name).toBe('a1');
  queue.remove(queue.first!);
  queue.push(taskOf('c1'));
  expect(drain(queue)).toBe('b1 a2 c1 b2 a3 b3');
});

test('what is given back is the next of its group', () => {
  const queue = queueOf(...named('a1 a2 b1 b2'));
  const first = queue.first!;
  queue.remove(first);
  queue.unshift(first);
  expect(drain(queue)).toBe('b1 a1 b2 a2');
});

test('a more urgent priority goes before all groups of another', () => {
  const queue = queueOf(taskOf('a1'), taskOf('b1'), taskOf('a9', 2), taskOf('a8', 2));
  expect(drain(queue)).toBe('a9 a8 a1 b1');
});

test('none starves: neither in a group nor behind urgent tasks that never end', () => {
  const queue = queueOf(taskOf('a1'), taskOf('a2'), taskOf('b1'));
  const patient = taskOf('a3');
  queue.push(patient);
  let sent = 0;
  for (let now = 0; queue.has(patient); now += 10) {
    queue.push(taskOf('u', 5, now));
    queue.push(taskOf('b', 0, now));
    queue.remove(queue.first!);
    sent += 1;
    expect(sent).toBeLessThan(500);
  }
});

test('nothing is lost or given twice, whatever is pushed, given back and removed', () => {
  const random = randomOf(20_261_122);
  const queue = new TaskQueue(100);
  const waiting = new Set<Task>();
  for (let step = 0; step < 4000; step += 1) {
    const dice = random();
    if (dice < 0.5) {
      const task = taskOf('-abcd'[Math.floor(random() * 5)]!, Math.floor(random() * 3), step);
      if (dice < 0.4) queue.push(task);
      else queue.unshift(task);
      waiting.add(task);
    } else {
      const any = [...waiting][Math.floor(random() * Math.min(waiting.size, 20))];
      const task = dice < 0.8 ? queue.first : any;
      if (!task) continue;
      expect(queue.has(task)).toBe(true);
      queue.remove(task);
      expect(queue.has(task)).toBe(false);
      expect(waiting.delete(task)).toBe(true);
    }
    if (queue.size !== waiting.size) expect.unreachable(`${queue.size} of ${waiting.size}`);
  }
  expect(new Set(queue)).toEqual(waiting);
  drain(queue);
});

test('a pool runs the tasks of groups in turns', async () => {
  await using pool = createPool<typeof import('./fixtures/tasks.mjs')>(fixture('tasks.mjs'), {
    maxThreads: 1,
  });
  const done: string[] = [];
  const submit = async (name: string): Promise<void> => {
    await pool.run('add', [1, 2], { group: name[0] });
    done.push(name);
  };
  await Promise.all('a1 a2 a3 a4 b1 b2'.split(' ').map(submit));
  expect(done.join(' ')).toBe('a1 b1 a2 b2 a3 a4');
  const mapped: number[] = [];
  for await (const sum of pool.map('add', [[1, 2]], { group: 'a' })) mapped.push(sum);
  expect(mapped).toEqual([3]);
});

test('a group that is no string is refused', async () => {
  await using pool = taskPool();
  const error = await rejection(pool.run('add', [1, 2], { group: 5 as never }));
  expect(error.code).toBe('ERR_POOL_INVALID_ARGUMENT');
  expect(error.message).toContain("'group' must be a string; it is 5");
});
