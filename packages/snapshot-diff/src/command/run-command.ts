import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { EXIT, ExitError } from './exit-codes.ts';

/**
 * Runs a command of the user's in a shell, to its end. What it prints goes to standard error: standard
 * output is the report's.
 * @throws {ExitError} when it fails: what was counted then did not happen
 */
export async function runCommand(command: string, signal: AbortSignal): Promise<void> {
  const child = spawn(command, { shell: true, stdio: ['ignore', 2, 2], signal });
  const [code, by] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (code === 0) return;
  const how = code === null ? `was ended by ${by}` : `exited with ${code}`;
  throw new ExitError(EXIT.unavailable, `--run ${command}: it ${how}; nothing was compared`);
}
