import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync, writeSync } from 'node:fs';
import type { SnapshotNote } from './diagnostics.ts';
import type { GcTotals } from './observe/gc-totals.ts';
import { createProbe } from './probe.ts';
import type { Probe } from './probe.ts';
import type { Sample, Verdict, VerdictKind } from './types.ts';

/** One line of a recording. */
export type RecordedLine =
  | ({ readonly type: 'sample' } & Sample)
  | { readonly type: 'verdict'; readonly at: number; readonly verdict: Verdict }
  | ({ readonly type: 'snapshot' } & SnapshotNote)
  | { readonly type: 'end'; readonly verdict: Verdict; readonly gc: GcTotals };

/** Settings of a recording, as the environment gives them. */
export interface RecordingSettings {
  readonly settle: number;
  readonly every: number;
  readonly force: boolean;
  readonly file: string | undefined;
  readonly quiet: boolean;
}

/** Reads `GC_PROBE_SETTLE`, `_EVERY` (milliseconds), `_FORCE`, `_QUIET` (1) and `_FILE`. */
export function settingsFrom(env: NodeJS.ProcessEnv): RecordingSettings {
  return {
    settle: Number(env['GC_PROBE_SETTLE'] ?? 60_000),
    every: Math.max(10, Number(env['GC_PROBE_EVERY'] ?? 1_000) || 1_000),
    force: env['GC_PROBE_FORCE'] === '1',
    file: env['GC_PROBE_FILE'],
    quiet: env['GC_PROBE_QUIET'] === '1',
  };
}

/**
 * Samples this process from now to its end, writes JSON lines to a file and the verdict to stderr.
 *
 * All writing is synchronous: it works in `exit` handlers, and it starts no thread of the pool
 * that would show up among the threads it counts.
 */
export function record(settings: RecordingSettings): void {
  const { settle, every, force, file, quiet } = settings;
  const write = (line: RecordedLine) => {
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`);
  };
  let told: VerdictKind = 'insufficient';
  const writeVerdict = (verdict: Verdict, at: number): void => {
    write({ type: 'verdict', at, verdict });
    told = verdict.verdict;
  };
  const probe: Probe = createProbe({
    settle,
    onVerdict: (verdict) => writeVerdict(verdict, performance.now()),
  });
  const note = (message: unknown): void =>
    write({ type: 'snapshot', ...(message as SnapshotNote) });
  subscribe('watertight:gc-probe:snapshot', note);
  let written = Number.NEGATIVE_INFINITY;
  const writeSample = (sample: Sample) => {
    write({ type: 'sample', ...sample });
    written = sample.at;
  };
  let busy = false;
  const timer = setInterval(async () => {
    // A reading that waits for a blocked worker must not pile up more of them.
    if (busy) return;
    busy = true;
    try {
      writeSample(await (force ? probe.quiescent() : probe.sample()));
    } catch {
      // Disposed by the exit handler while a worker was asked: nobody waits for this one.
    } finally {
      busy = false;
    }
  }, every);
  timer.unref();
  process.once('exit', () => {
    clearInterval(timer);
    probe.dispose();
    // A subscriber to the verdict may have ended the process from within a sample.
    for (const sample of probe.samples) if (sample.at > written) writeSample(sample);
    const verdict = probe.verdict();
    if (verdict.verdict !== told) writeVerdict(verdict, written);
    write({ type: 'end', verdict, gc: probe.gc });
    if (!quiet) writeSync(2, `gc-probe: ${verdict.explanation}\n`);
  });
}
