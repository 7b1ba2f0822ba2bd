import { createInterface } from 'node:readline';
import { UsageError } from './exit-codes.ts';

/** @throws {UsageError} when the input ends without one */
export async function waitForLine(input: NodeJS.ReadStream, signal: AbortSignal): Promise<void> {
  const lines = createInterface({ input });
  try {
    await new Promise<void>((resolve, reject) => {
      lines.once('line', () => resolve());
      // After a line this comes too late to matter.
      lines.once('close', () =>
        reject(
          new UsageError(
            'standard input ended before a line came: use --run COMMAND or --for TIME where nobody can press Enter',
          ),
        ),
      );
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  } finally {
    lines.close();
    input.unref?.();
    input.pause();
  }
}
