// The command: npm run demo.
import { FileError, UsageError } from './command/usage-error.ts';
import { chooseMode } from './modes/choose-mode.ts';

const args = process.argv.slice(2);
const { run, usage } = await chooseMode(args);
try {
  // Of every mode, whatever else is asked for; no mode knows this option itself.
  if (args.includes('--help') || args.includes('-h')) process.stdout.write(`${usage}\n`);
  else process.exitCode = await run(args);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  const help = error instanceof FileError ? '' : `\n${usage}\n`;
  process.stderr.write(`${error.message}\n${help}`);
  process.exitCode = 64;
}
