// The command: npm run demo.
import { UsageError } from './command/usage-error.ts';
import { chooseMode } from './modes/choose-mode.ts';

const args = process.argv.slice(2);
const { run, usage } = await chooseMode(args);
try {
  process.exitCode = await run(args);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${usage}\n`);
  process.exitCode = 64;
}
