import { constants } from 'node:os';
import { flushed, ignoreClosedPipes } from './output.ts';
import { startWatchdog } from './watchdog.ts';

/** Why the process ends: a signal, an event of the process, or a call of `begin()`. */
export type Reason = NodeJS.Signals | 'uncaughtException' | 'beforeExit' | 'request';

/** What the hub knows of one installed shutdown. Between copies of the package this shape is the contract. */
export interface Member {
  readonly events: readonly string[];
  readonly deadline: number;
  readonly onError: (error: unknown) => void;
  readonly exitCode: ((reason: Reason, errors: readonly unknown[]) => number) | undefined;
  begin(reason: Reason): unknown;
  dispose(): Promise<void>;
}

interface Hub {
  join(member: Member): Membership;
}

/** One member's way to begin and to leave. */
export interface Membership {
  begin(reason: Reason): Promise<never>;
  leave(): void;
}

// oxlint-disable-next-line typescript/no-explicit-any -- each event has arguments of its own
type Listener = (...args: any[]) => void;

/** The version is that of the contract between copies, not of the package. */
const KEY = Symbol.for('@watertight/cleanup-registry/shutdown/1');

/** Joins the hub of the process, which the first copy of the package makes. */
export function joinHub(member: Member): Membership {
  const shared = globalThis as { [KEY]?: Hub };
  shared[KEY] ??= createHub();
  return shared[KEY].join(member);
}

function createHub(): Hub {
  const members = new Set<Member>();
  const listeners = new Map<string, Listener>();
  const errors: unknown[] = [];
  let ending: Promise<never> | undefined;

  const fail = (error: unknown): void => {
    errors.push(error);
    for (const { onError } of members) {
      try {
        onError(error);
      } catch {
        // The next one may fare better; the error is counted in any case.
      }
      // All would say the same.
      break;
    }
  };

  const end = async (reason: Reason): Promise<never> => {
    ignoreClosedPipes();
    const newestFirst = [...members].toReversed();
    startWatchdog(newestFirst.reduce((sum, { deadline }) => sum + deadline, 1000));
    // Everybody stops taking in work before anybody lets go of anything.
    const begun = await Promise.allSettled(newestFirst.map(async (each) => each.begin(reason)));
    for (const result of begun) if (result.status === 'rejected') fail(result.reason);
    for (const each of newestFirst) {
      try {
        await each.dispose();
      } catch (error) {
        fail(error);
      }
    }
    await flushed();
    const choose = newestFirst.find(({ exitCode }) => exitCode)?.exitCode ?? defaultExitCode;
    return process.exit(choose(reason, errors));
  };

  const begin = (reason: Reason): Promise<never> => (ending ??= end(reason));

  const onSignal = (signal: NodeJS.Signals): void => {
    // Whoever signals again does not want to wait.
    if (ending) process.exit(128 + constants.signals[signal]);
    void begin(signal);
  };
  const onException = (error: unknown): void => {
    fail(error);
    // While the shutdown is under way it is one more error and nothing else: the others are still disposed.
    void begin('uncaughtException');
  };
  const onBeforeExit = (): void => void begin('beforeExit');

  const listenerOf = (event: string): Listener => {
    if (event === 'uncaughtException') return onException;
    return event === 'beforeExit' ? onBeforeExit : onSignal;
  };

  /** One listener for each event that any member asks for. */
  const listen = (): void => {
    const wanted = new Set([...members].flatMap(({ events }) => events));
    for (const event of wanted) {
      if (listeners.has(event)) continue;
      const listener = listenerOf(event);
      listeners.set(event, listener);
      process.on(event, listener);
    }
    for (const [event, listener] of listeners) {
      if (wanted.has(event)) continue;
      listeners.delete(event);
      process.removeListener(event, listener);
    }
  };

  return {
    join(member) {
      members.add(member);
      listen();
      return {
        begin,
        leave() {
          members.delete(member);
          listen();
        },
      };
    },
  };
}

function defaultExitCode(reason: Reason, errors: readonly unknown[]): number {
  if (errors.length > 0) return 1;
  const number = constants.signals[reason as NodeJS.Signals];
  return number === undefined ? Number(process.exitCode ?? 0) : 128 + number;
}
