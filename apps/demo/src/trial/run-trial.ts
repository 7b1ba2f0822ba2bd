import { writeFile } from 'node:fs/promises';
import { createRegistry } from '@watertight/cleanup-registry';
import { fromHere } from '../command/from-here.ts';
import { asInterruption, InterruptionWatch } from '../interruption.ts';
import { trialHtml } from '../report/trial-html.ts';
import { TrialJson } from '../terminal/trial-json.ts';
import { TrialView } from '../terminal/trial-view.ts';
import { Trial } from './trial.ts';
import type { TrialNarrator } from './trial-narrator.ts';
import type { TrialOutcome, TrialRecord } from './trial-record.ts';

const trialExitCodes: Record<Exclude<TrialOutcome, 'interrupted'>, number> = {
  passed: 0,
  leak: 1,
  failed: 1,
  inconclusive: 2,
};

export interface TrialRun {
  readonly record: TrialRecord;
  readonly ci: boolean;
  /** Where the HTML report goes, if one is wanted. */
  readonly report: string | undefined;
  /** Puts the service under load and finds out what there is to find out. */
  readonly work: (trial: Trial, narrator: TrialNarrator, signal: AbortSignal) => Promise<void>;
}

/** Runs a trial and tells of it; resolves with the exit code. Whatever happens, nothing is left. */
export async function runTrial({ record, ci, report, work }: TrialRun): Promise<number> {
  using narrator = createTrialNarrator(ci);
  using interruption = new InterruptionWatch();
  const startedAt = performance.now();
  const interrupting = new AbortController();
  let exitCode: number | undefined;
  try {
    await using registry = createRegistry({ name: 'trial' });
    narrator.note(record.title);
    const trial = new Trial(record, narrator, registry);
    try {
      const working = work(trial, narrator, interrupting.signal);
      await Promise.race([working, interruption.happened]);
      exitCode = trialExitCodes[record.outcome as keyof typeof trialExitCodes];
    } catch (error) {
      const interrupt = asInterruption(error);
      if (!interrupt) throw error;
      record.outcome = 'interrupted';
      record.reasons = [interrupt.message];
      exitCode = interrupt.exitCode;
      interrupting.abort();
      await trial.retire();
    }
  } catch (error) {
    const interrupt = asInterruption(error);
    // What fails after an interruption is told beside it, and does not hide it.
    if (record.outcome !== 'interrupted') {
      record.outcome = interrupt ? 'interrupted' : 'inconclusive';
      exitCode = interrupt?.exitCode ?? trialExitCodes.inconclusive;
      record.reasons = [];
    }
    record.reasons.push(error instanceof Error ? error.message : String(error));
  }
  record.seconds = (performance.now() - startedAt) / 1000;
  record.data['exitCode'] = exitCode;
  let file: string | undefined;
  if (report !== undefined && record.outcome !== 'interrupted') {
    file = fromHere(report);
    await writeFile(file, trialHtml(record));
  }
  narrator.finished(record, file);
  return exitCode ?? trialExitCodes.inconclusive;
}

function createTrialNarrator(ci: boolean): TrialNarrator {
  const write = (text: string): void => void process.stdout.write(text);
  // A pipe that closes early is no reason to leave processes behind; the trial goes on unseen.
  process.stdout.on('error', () => {});
  return ci ? new TrialJson(write) : new TrialView(write, process.stdout.isTTY);
}
