import { wrong } from '../option-checks.ts';
import type { StreamOptions } from '../run-options.ts';
import { progressCallback } from './progress-link.ts';
import type { TaskLink } from './task-link.ts';
import { Inbox, TaskStream } from './task-stream.ts';
import type { Task } from './task.ts';

/** Takes the task, or throws. */
export type StreamSubmit = (
  resolve: (value: unknown) => void,
  reject: (error: unknown) => void,
  link: TaskLink,
) => Task;

/** A stream whose task is submitted when its first value is asked for. */
export function streamOf<T, R>(
  submit: StreamSubmit,
  leave: (task: Task) => boolean,
  { buffer = 16, onProgress }: StreamOptions,
): TaskStream<T, R> {
  if (!Number.isInteger(buffer) || buffer < 1) {
    throw wrong('buffer', 'a whole number of at least 1', buffer);
  }
  let task: Task | undefined;
  const inbox = new Inbox(
    {
      start: (link) => {
        const done = (value: unknown): void => link.complete(value);
        const failed = (error: unknown): void => link.fail(error);
        task = submit(done, failed, link);
      },
      grant: (count) => task?.thread?.grant(task, count),
      leave: () => leave(task!),
    },
    buffer,
    onProgress && progressCallback(onProgress),
  );
  return new TaskStream(inbox);
}
