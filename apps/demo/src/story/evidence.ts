import type { Registry } from '@watertight/cleanup-registry';
import { createPool, type Pool } from '@watertight/pool';
import type { CapturedIsolate, IsolatesComparison } from '@watertight/snapshot-diff';
import { fileSuspects } from './file-suspects.ts';
import type { ServiceProcess } from './service-process.ts';

type Compare = typeof import('./compare-tasks.ts');

/** Far from the numbers that jobs under load have. */
const batchFirstId = 1_000_003;

/** Two snapshots of every isolate of a service, and what was done between them. */
export interface Evidence {
  readonly before: readonly CapturedIsolate[];
  readonly after: readonly CapturedIsolate[];
  readonly counts: { readonly task: number; readonly failure: number };
  /** Open files more after the tasks than before, by path. */
  readonly files: Readonly<Record<string, number>>;
}

/**
 * Takes both snapshots of a service whose load is paused. Undefined when it refused one, for its
 * headroom is too small; it says so itself.
 */
export async function gatherEvidence(
  service: ServiceProcess,
  directory: string,
  { tasks, malformed }: { readonly tasks: number; readonly malformed: number },
): Promise<Evidence | undefined> {
  const capture = async (label: string): Promise<readonly CapturedIsolate[] | undefined> => {
    const answer = await service.ask({ do: 'capture', label, directory }, 'captured', 'refused');
    return answer.is === 'captured' ? answer.isolates : undefined;
  };
  const before = await capture('before');
  if (!before) return undefined;
  const batch = { do: 'batch', firstId: batchFirstId, tasks, malformed } as const;
  const done = await service.ask(batch, 'batch');
  const after = await capture('after');
  const counts = { task: done.tasks, failure: done.failures };
  return after && { before, after, counts, files: done.files };
}

/** Compares evidence on threads of its own: that is CPU work, and the screen must not freeze. */
export class Comparer {
  readonly #pool: Pool<Compare>;

  constructor(registry: Registry) {
    const pool = createPool<Compare>(new URL('./compare-tasks.js', import.meta.url), {
      maxThreads: 2,
    });
    // Destroyed, not closed: after an interruption nobody wants the rest of a comparison.
    registry.adopt(pool, () => pool.destroy(), { name: 'comparisons' });
    this.#pool = pool;
  }

  async compare(evidence: Evidence): Promise<Pick<IsolatesComparison, 'suspects' | 'growing'>> {
    const { before, after, counts, files } = evidence;
    const { suspects, growing } = await this.#pool.run('compare', [before, after, counts]);
    return { suspects: [...suspects, ...fileSuspects(files, counts)], growing };
  }
}
