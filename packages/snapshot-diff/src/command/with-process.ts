import { attachProcess, type AttachOptions, type LiveProcess } from '../attach/live-process.ts';

/** Attaches for the time of the work, and says so if the process could not be left as it was found. */
export async function withProcess<T>(
  options: AttachOptions,
  work: (target: LiveProcess) => Promise<T>,
): Promise<T> {
  const target = await attachProcess(options);
  try {
    return await work(target);
  } finally {
    await target.close();
    if (target.leftOpen) {
      process.stderr.write(
        `snapshot-diff: the inspector of process ${target.pid} still listens on ${target.address}: its main thread is busy, and closes it as soon as it is not\n`,
      );
    }
  }
}
