import { setTimeout as delay } from 'node:timers/promises';
import type { LiveIsolate } from '../attach/live-isolate.ts';
import { attachProcess, type AttachOptions, type LiveProcess } from '../attach/live-process.ts';
import type { Budget } from '../compare/budget.ts';
import {
  captureProcess,
  chooseThreads,
  refuseWithoutRoom,
  snapshotOf,
  type ThreadOptions,
} from '../capture/capture-process.ts';
import {
  comparePair,
  joinPairs,
  loadIsolate,
  type ComparedPair,
  type IsolateFile,
  type IsolatesComparison,
  type LoadedIsolate,
} from '../compare/compare-isolates.ts';
import { readCounts, type Count, type CountOptions } from '../compare/counts.ts';
import { ArgumentError, AttachError, CaptureError } from '../errors.ts';
import { EventReader } from './event-reader.ts';
import { huntDocument, type HuntDocument, type LostIsolate } from './hunt-document.ts';
import { VitalsWatch, type VitalSample } from './vitals.ts';

/** What a hunt is doing. */
export type HuntPhase = 'attach' | 'capture before' | 'wait' | 'settle' | 'capture after' | 'done';

export interface HuntOptions extends ThreadOptions, CountOptions {
  /**
   * What happens between the two captures: run the tasks, or wait. Milliseconds, or a function that
   * is awaited.
   */
  between: number | ((target: LiveProcess, signal: AbortSignal) => unknown);
  /**
   * Counts that the process can tell: expressions, evaluated in its main thread before and after. The
   * difference is the count.
   * @example { order: 'app.stats.orders' }
   */
  expressions?: Readonly<Record<string, string>>;
  /**
   * Count the HTTP requests of the main thread by listeners put in for the time of the hunt.
   * @default true when nothing else is counted
   */
  requests?: boolean;
  /** Milliseconds of rest before the second capture, for what is just ending. @default 1000 */
  settle?: number;
  /** Growth that is allowed; with it there is always a verdict. */
  budget?: Budget | undefined;
  /** Keep the snapshots as files in this directory. @default none is written */
  directory?: string;
  onPhase?: (phase: HuntPhase, target?: LiveProcess) => void;
  /** Every second between the captures. */
  onVitals?: (now: VitalSample, before: VitalSample) => void;
}

/** A longer timer of Node's ends at once. */
const LONGEST = 2 ** 31 - 1;

/**
 * Captures every thread of a live process, waits, captures again, compares, and names what leaks.
 * Without `directory` the snapshots go straight from the process into typed arrays: nothing is written.
 * Meanwhile threads, file descriptors and resident memory are watched.
 *
 * @throws {AttachError} when the process is not reached, or ends
 * @throws {CaptureError} ERR_CAPTURE_HEADROOM, or ERR_CAPTURE_FAILED when no thread could be captured
 *
 * @example
 * const { verdict, summary } = await huntProcess({ pid: 4711 }, { between: () => runTasks(101), tasks: 101 });
 */
export async function huntProcess(
  target: AttachOptions | LiveProcess,
  options: HuntOptions,
): Promise<HuntDocument> {
  const { between, settle = 1000, onPhase } = options;
  if (typeof between !== 'function' && !(between >= 0 && between <= LONGEST)) {
    throw new ArgumentError(
      `between is ${String(between)}, expected a function or milliseconds, ${LONGEST} at most`,
    );
  }
  if (!(settle >= 0 && settle <= LONGEST)) {
    throw new ArgumentError(`settle is ${String(settle)}, expected milliseconds`);
  }
  const given = readCounts(options);
  if (!('isolates' in target)) {
    onPhase?.('attach');
    await using attached = await attachProcess(target);
    return await huntProcess(attached, options);
  }
  const counted = given.length > 0 || Object.keys(options.expressions ?? {}).length > 0;
  await using events = await EventReader.start(target.main, {
    expressions: options.expressions ?? {},
    requests: options.requests ?? !counted,
  });
  const failed: LostIsolate[] = [];

  onPhase?.('capture before', target);
  const start = await events.read();
  const before = await captureBefore(target, options, failed);
  const started = performance.now();
  // Not sooner: the memory of a snapshot stays with the process for a while, and is none of its own.
  await using watch = await VitalsWatch.start(target, options.onVitals);

  onPhase?.('wait', target);
  await wait(target, between, options.signal);
  onPhase?.('settle', target);
  await wait(target, settle, options.signal);

  const vitals = await watch.stop();
  const end = await events.read();
  const milliseconds = Math.round(performance.now() - started);
  onPhase?.('capture after', target);
  const counts = readCounts({
    counts: {
      ...Object.fromEntries(given.map(({ name, count }) => [name, count])),
      ...differences(start, end),
    },
  });
  const compared = await compareAfter(target, before, counts, options, failed);
  onPhase?.('done', target);
  const { pid, version, address } = target;
  return huntDocument({
    process: { pid, version, address },
    milliseconds,
    compared,
    budget: options.budget,
    measured: Object.keys(end),
    vitals,
    failed,
  });
}

/** Over when the time is over, the function is done, or the process is lost. */
async function wait(
  target: LiveProcess,
  between: HuntOptions['between'],
  signal: AbortSignal | undefined,
): Promise<void> {
  const any = AbortSignal.any([target.lost, ...(signal ? [signal] : [])]);
  any.throwIfAborted();
  const over = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    any.addEventListener('abort', () => reject(any.reason as Error), { signal: over.signal });
  });
  const waiting =
    typeof between === 'number'
      ? delay(between, undefined, { signal: over.signal }).catch(() => {})
      : between(target, any);
  try {
    await Promise.race([waiting, stopped]);
  } finally {
    over.abort();
  }
}

function differences(
  start: Record<string, number>,
  end: Record<string, number>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(end).map(([name, value]) => [name, Math.max(0, value - (start[name] ?? 0))]),
  );
}

type Before = IsolateFile | LoadedIsolate;

async function captureBefore(
  target: LiveProcess,
  options: HuntOptions,
  failed: LostIsolate[],
): Promise<Before[]> {
  const before: Before[] = [];
  for await (const file of captures(
    target,
    chooseThreads(target, options.threads),
    'before-',
    options,
  )) {
    const kept = await attempt(file, options, failed, async () =>
      typeof file.file === 'string' ? file : loadIsolate(file),
    );
    if (kept) before.push(kept);
  }
  if (before.length > 0) return before;
  const reasons = failed.map(({ isolate, error }) => `${isolate}: ${error.message}`).join('; ');
  throw new CaptureError('ERR_CAPTURE_FAILED', `no thread could be captured (${reasons})`);
}

async function compareAfter(
  target: LiveProcess,
  before: readonly Before[],
  counts: readonly Count[],
  options: HuntOptions,
  failed: LostIsolate[],
): Promise<IsolatesComparison> {
  const earlier = new Map(before.map((base) => [base.isolate, base]));
  const live = target.isolates;
  const known = live.filter(({ isolate }) => earlier.has(isolate));
  const pairs: ComparedPair[] = [];
  for await (const file of captures(target, known, 'after-', options)) {
    const base = earlier.get(file.isolate)!;
    const pair = await attempt(file, options, failed, () => comparePair(base, file));
    if (pair) pairs.push(pair);
  }
  const lost = new Set(failed.map(({ isolate }) => isolate));
  const label = ({ isolate, threadId = -1 }: { isolate: string; threadId?: number }) => ({
    isolate,
    threadId,
  });
  return {
    ...joinPairs(pairs, counts),
    born:
      options.threads === undefined || options.threads === 'all'
        ? live.filter(({ isolate }) => !earlier.has(isolate) && !lost.has(isolate)).map(label)
        : [],
    gone: before
      .filter((base) => !known.some(({ isolate }) => isolate === base.isolate))
      .map(label),
  };
}

/** Snapshots one after the other: files, or streams that begin when they are read. */
async function* captures(
  target: LiveProcess,
  isolates: readonly LiveIsolate[],
  prefix: string,
  options: HuntOptions,
): AsyncGenerator<IsolateFile, void, undefined> {
  const { directory } = options;
  if (directory === undefined) {
    await refuseWithoutRoom(target, isolates, options);
    for (const isolate of isolates) {
      const { threadId } = isolate;
      yield { isolate: isolate.isolate, threadId, file: snapshotOf(isolate, options) };
    }
    return;
  }
  const threads = isolates.map(({ threadId }) => threadId);
  yield* await captureProcess(target, { ...options, threads, directory, prefix });
}

/** A thread that is lost is not the end; the process, or a signal to stop, is. */
async function attempt<T>(
  file: IsolateFile,
  { signal }: HuntOptions,
  failed: LostIsolate[],
  work: () => Promise<T>,
): Promise<T | undefined> {
  const { isolate, threadId = -1 } = file;
  const fail = (error: LostIsolate['error']): undefined => {
    failed.push({ isolate, threadId, error });
  };
  if ('error' in file && file.error) return fail(file.error);
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof AttachError) || isolate === 'main') throw error;
    return fail({ code: error.code, message: error.message });
  }
}
