// The mode `--dashboard`: the story, live, in a browser.
import { createRegistry } from '@watertight/cleanup-registry';
import { Dashboard } from '../dashboard/dashboard.ts';
import { asInterruption, InterruptionWatch } from '../interruption.ts';
import { parseOptions, usage } from './dashboard-options.ts';

export { usage };

export async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  // A pipe that closes early is no reason to leave processes behind.
  process.stdout.on('error', () => {});
  using interruption = new InterruptionWatch();
  try {
    await serve(options, interruption);
    return 0;
  } catch (error) {
    const interrupt = asInterruption(error);
    if (interrupt) return interrupt.exitCode;
    process.stderr.write(`${explain(error, options.port)}\n`);
    return 1;
  }
}

/** Serves until interrupted. Whatever happens, no process, port or file is left. */
async function serve(
  options: ConstructorParameters<typeof Dashboard>[0],
  interruption: InterruptionWatch,
): Promise<void> {
  await using registry = createRegistry({ name: 'dashboard' });
  const dashboard = new Dashboard(options, registry);
  const address = await Promise.race([dashboard.open(), interruption.happened]);
  process.stdout.write(`Dashboard: ${address} (Ctrl-C ends it)\n`);
  await interruption.happened;
}

function explain(error: unknown, port: number): string {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    return `port ${port} is taken; choose another with --port, or leave it out for any that is free`;
  }
  return error instanceof Error ? error.message : String(error);
}
