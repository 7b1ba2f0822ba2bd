import type { TaskQueue } from '../tasks/task-queue.ts';
import type { Task } from '../tasks/task.ts';
import type { Thread } from '../threads/thread.ts';

/**
 * Takes the tasks that have not begun and that no thread is free for: what is sent ahead to a busy
 * thread, and what is in the queue beyond the room that the threads have.
 */
export function takeWaiting(
  queue: TaskQueue,
  threads: ReadonlySet<Thread>,
  concurrency: number,
): Task[] {
  const waiting: Task[] = [];
  const next: Task[] = [];
  for (const { flight } of threads) {
    waiting.push(...flight.takeLast(flight.size - concurrency));
    for (let room = concurrency - flight.size; room > 0 && queue.first; room -= 1) {
      next.push(queue.first);
      queue.remove(queue.first);
    }
  }
  waiting.push(...queue);
  for (const task of queue) queue.remove(task);
  for (const task of next.toReversed()) queue.unshift(task);
  return waiting;
}
