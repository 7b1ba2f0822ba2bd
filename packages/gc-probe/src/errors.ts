import type { Verdict } from './types.ts';

/** Base of every error this package throws; `code` is stable, `message` is for people. */
export class ProbeError extends Error {
  override readonly name: string = 'ProbeError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** An option or argument has a value the probe cannot work with. */
export class InvalidArgumentError extends ProbeError {
  override readonly name: string = 'InvalidArgumentError';

  constructor(what: string, expected: string, got: unknown) {
    super('ERR_GC_PROBE_ARGUMENT', `${what} must be ${expected}, got ${show(got)}`);
  }
}

/** The probe was used after `dispose()`, or disposed while a sample was under way. */
export class DisposedError extends ProbeError {
  override readonly name: string = 'DisposedError';

  constructor(method: string) {
    super(
      'ERR_GC_PROBE_DISPOSED',
      `${method} needs a live probe, but this one is disposed; its samples, verdict() and gc stay readable`,
    );
  }
}

/** A counter given in `watch` threw, or returned something that is no finite number. */
export class WatchError extends ProbeError {
  override readonly name: string = 'WatchError';

  constructor(signal: string, problem: string, options?: ErrorOptions) {
    super(
      'ERR_GC_PROBE_WATCH',
      `watch.${signal} ${problem}; it must return a finite number, synchronously`,
      options,
    );
  }
}

/** This runtime offers no way to force a garbage collection. */
export class NoForcedGcError extends ProbeError {
  override readonly name: string = 'NoForcedGcError';

  constructor(options?: ErrorOptions) {
    super(
      'ERR_GC_PROBE_NO_GC',
      'no gc() can be had at run time here; start Node.js with --expose-gc',
      options,
    );
  }
}

/** The registry that is exported to has metrics of these names already. */
export class DuplicateMetricError extends ProbeError {
  override readonly name: string = 'DuplicateMetricError';

  constructor(metrics: readonly string[]) {
    super(
      'ERR_GC_PROBE_DUPLICATE_METRIC',
      `the registry already has ${metrics.join(', ')}; leave out collectDefaultMetrics(), dispose the other exporter, or set replace: true`,
    );
  }
}

/** `expectFlatFloor` found a leak. */
export class LeakFoundError extends ProbeError {
  override readonly name: string = 'LeakFoundError';
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    super('ERR_GC_PROBE_LEAK', verdict.explanation);
    this.verdict = verdict;
  }
}

/** `expectFlatFloor` cannot tell: something still moves, though not like a leak. */
export class InconclusiveError extends ProbeError {
  override readonly name: string = 'InconclusiveError';
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    super(
      'ERR_GC_PROBE_INCONCLUSIVE',
      `${verdict.explanation} Give it more rounds, or more tasks a round.`,
    );
    this.verdict = verdict;
  }
}

function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}' (string)`;
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'object' || typeof value === 'function') return `a ${typeof value}`;
  return `${String(value)} (${typeof value})`;
}
