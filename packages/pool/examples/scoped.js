// The task module of the examples about streams, scopes, hooks and what tasks leave behind.
import { setTimeout as sleep } from 'node:timers/promises';
import { task } from '@watertight/pool/task';

let connection = 'none';
let level = 'info';

/** Before the first task of each thread. */
export function init() {
  connection = 'open';
}

/** After the last. */
export function teardown() {
  console.log('connection closed');
}

export function getConnection() {
  return connection;
}

export function setLevel(to) {
  level = to;
  return `level is ${level}`;
}

export async function* rows(count, closed) {
  try {
    for (let i = 1; i <= count; i += 1) yield { id: i };
  } finally {
    Atomics.store(closed, 0, 1);
  }
}

export async function train(rounds) {
  for (let round = 1; round <= rounds; round += 1) {
    await sleep(1);
    task.progress({ round, of: rounds });
  }
  return 'trained';
}

/** `released` notes in which order: the file, then the lock. */
export async function copyFile(released) {
  task.defer(() => Atomics.store(released, 1, Atomics.add(released, 0, 1) + 1));
  task.use({
    [Symbol.dispose]: () => Atomics.store(released, 2, Atomics.add(released, 0, 1) + 1),
  });
  task.progress('copying');
  await sleep(60_000, undefined, { signal: task.signal });
}

export function forgetful() {
  setInterval(() => {}, 1000).unref();
  process.on('exit', () => {});
}
