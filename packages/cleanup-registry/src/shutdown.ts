import { bounded } from './core/bounded.ts';
// By the package's own name, so that the error is of the class that users import from there.
import { InvalidArgumentError } from '@watertight/cleanup-registry';
import { joinHub } from './shutdown/hub.ts';
import type { Reason } from './shutdown/hub.ts';
import { print } from './shutdown/output.ts';
import { asyncDisposeSymbol, addMethod, disposeSymbol } from './symbols.ts';

export type { Reason } from './shutdown/hub.ts';

/** Options of {@link installShutdown}. */
export interface ShutdownOptions {
  /**
   * The signals that begin the shutdown.
   * @default ['SIGTERM', 'SIGINT', 'SIGHUP']
   */
  signals?: readonly NodeJS.Signals[];
  /** Whether an exception or rejection that nobody handles begins it. @default true */
  exceptions?: boolean;
  /** Whether it begins when the process has nothing left to do. @default true */
  beforeExit?: boolean;
  /**
   * Called first of all, to flip readiness; what it returns is awaited.
   * @default nothing
   */
  onBegin?: (reason: Reason) => unknown;
  /**
   * How long to go on serving after `onBegin`, in milliseconds, so that load balancers notice.
   * @default 0
   */
  grace?: number;
  /**
   * How long everything after the grace may take, in milliseconds. Then what is still open is named and the
   * process exits; a second later a watchdog thread kills it if its event loop is blocked.
   * @default 10_000
   */
  deadline?: number;
  /**
   * The exit code.
   * @default 1 when something failed or after an exception, 128 + n after signal n, else process.exitCode
   */
  exitCode?: (reason: Reason, errors: readonly unknown[]) => number;
  /**
   * Told of every error, which nobody else would see: the process is about to end.
   * @default writes them to standard error, as Node.js does with an exception nobody handles
   */
  onError?: (error: unknown) => void;
}

/** An installed shutdown. */
export interface Shutdown extends Disposable {
  /** Aborted when the shutdown begins; its reason is the {@link Reason}. */
  readonly signal: AbortSignal;
  /** Keeps disposal back until this work has settled: for what is being opened when the signal comes. */
  hold<T>(work: PromiseLike<T>): Promise<T>;
  /** Begins the shutdown; the promise never settles, as the process ends. */
  begin(): Promise<never>;
  /** Forgets the registry; the last one takes the listeners off the process. Also `[Symbol.dispose]`. */
  uninstall(): void;
}

/**
 * Disposes a registry when the process is told to end, and ends it. All registries of the process, of all copies
 * of this package, share one listener per event; the newest installed is disposed first. A second signal exits
 * at once.
 */
export function installShutdown(
  registry: AsyncDisposable,
  options: ShutdownOptions = {},
): Shutdown {
  const { onBegin, grace = 0, deadline = 10_000, onError = print } = options;
  for (const [name, value] of Object.entries({ grace, deadline })) {
    if (typeof value === 'number' && value >= 0) continue;
    throw new InvalidArgumentError(name, 'milliseconds, 0 or more, or Infinity', value);
  }
  if (typeof registry?.[asyncDisposeSymbol] !== 'function') {
    throw new InvalidArgumentError('installShutdown', 'a registry or an AsyncDisposable', registry);
  }
  const controller = new AbortController();
  const held = new Set<PromiseLike<unknown>>();
  const {
    signals = ['SIGTERM', 'SIGINT', 'SIGHUP'],
    exceptions = true,
    beforeExit = true,
  } = options;
  const events = [
    ...signals,
    ...(exceptions ? ['uncaughtException'] : []),
    ...(beforeExit ? ['beforeExit'] : []),
  ];
  const membership = joinHub({
    events,
    deadline: deadline * 2 + grace,
    onError,
    exitCode: options.exitCode,
    async begin(reason) {
      controller.abort(reason);
      if (!onBegin) return;
      const outcome = await bounded((async () => onBegin(reason))(), deadline);
      if (outcome === 'late') throw new ShutdownDeadlineError(deadline, ['onBegin']);
      if (!outcome.ok) throw outcome.reason;
    },
    async dispose() {
      // Referenced: until now something else may have kept the process alive.
      if (grace > 0) await new Promise((resolve) => setTimeout(resolve, grace));
      const work = (async () => {
        // While holding, more may come to be held.
        while (held.size > 0) await Promise.allSettled(held);
        await registry[asyncDisposeSymbol]();
      })();
      const outcome = await bounded(work, deadline);
      if (outcome === 'late') throw new ShutdownDeadlineError(deadline, openIn(registry));
      if (!outcome.ok) throw outcome.reason;
    },
  });
  const shutdown = {
    signal: controller.signal,
    hold<T>(work: PromiseLike<T>): Promise<T> {
      held.add(work);
      const free = (): void => void held.delete(work);
      work.then(free, free);
      return Promise.resolve(work);
    },
    begin: () => membership.begin('request'),
    uninstall: membership.leave,
  };
  addMethod(shutdown, disposeSymbol, membership.leave);
  return shutdown as Shutdown;
}

/** Disposal was not over at the deadline of the shutdown. */
export class ShutdownDeadlineError extends Error {
  override readonly name: string = 'ShutdownDeadlineError';
  readonly code = 'CLEANUP_SHUTDOWN_DEADLINE';
  /** What was still open, where the registry could tell. */
  readonly open: readonly string[];

  constructor(deadline: number, open: readonly string[]) {
    const list = open.length > 0 ? `; still open: ${open.join(', ')}` : '';
    super(`the shutdown was not over after ${deadline} ms${list}`);
    this.open = open;
  }
}

function openIn(registry: unknown): string[] {
  const { live } = registry as { live?: () => { kind: string; name?: string; scope: string }[] };
  const all = typeof live === 'function' ? live.call(registry) : [];
  return all
    .slice(0, 20)
    .map(({ kind, name, scope }) => `${kind}${name === undefined ? '' : ` "${name}"`} of ${scope}`);
}
