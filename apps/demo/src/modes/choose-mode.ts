/** One way to use the demo: a file of this folder. */
export interface Mode {
  readonly usage: string;
  /** Runs with the arguments of the command line; resolves with the exit code. */
  run(args: readonly string[]): Promise<number>;
}

/** The modes that are asked for by name, as the first argument. */
const named: Readonly<Record<string, () => Promise<Mode>>> = {
  advice: () => import('./advice.ts'),
  worker: () => import('./worker.ts'),
  submit: () => import('./submit.ts'),
  status: () => import('./status.ts'),
};

/** The mode that the arguments ask for. Only its own code is loaded. */
export async function chooseMode(args: readonly string[]): Promise<Mode> {
  const [first] = args;
  if (first !== undefined && Object.hasOwn(named, first)) return named[first]!();
  if (args.includes('--dashboard')) return import('./dashboard.ts');
  const given = (option: string): boolean =>
    args.some((arg) => arg === option || arg.startsWith(`${option}=`));
  if (given('--worker')) return import('./own-code.ts');
  if (given('--soak')) return import('./soak.ts');
  if (given('--http')) return import('./http.ts');
  if (given('--load')) return import('./load.ts');
  return import('./story.ts');
}
