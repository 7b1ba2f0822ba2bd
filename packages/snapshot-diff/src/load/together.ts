/** All or nothing: the first error stops the others, and is thrown when they have ended. */
export async function together<Results extends readonly unknown[]>(
  signal: AbortSignal | undefined,
  runs: { readonly [Index in keyof Results]: (stop: AbortSignal) => Promise<Results[Index]> },
): Promise<Results> {
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const running = runs.map(async (run) => {
    try {
      return await run(stop);
    } catch (error) {
      failed.abort(error); // only the first counts
      throw error;
    }
  });
  const settled = await Promise.allSettled(running);
  stop.throwIfAborted();
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as never;
}
