import { relative } from 'node:path';

/**
 * Vitest reporter: when a test process dies, Vitest says that one did, and not in which file.
 * Names the files that never ended, and the tests that had begun in them.
 *
 * @implements {import('vitest/reporters').Reporter}
 */
export default class UnfinishedReporter {
  #running = new Map();

  onTestModuleStart(module) {
    this.#running.set(module.moduleId, new Set());
  }

  onTestCaseReady(test) {
    this.#running.get(test.module.moduleId)?.add(test.fullName);
  }

  onTestCaseResult(test) {
    this.#running.get(test.module.moduleId)?.delete(test.fullName);
  }

  onTestModuleEnd(module) {
    // Vitest ends the modules of a process that died as well, in the state that they were in.
    if (module.state() !== 'pending') this.#running.delete(module.moduleId);
  }

  onTestRunEnd() {
    for (const [file, tests] of this.#running) {
      const name = relative(process.cwd(), file);
      console.error(`Unfinished: ${name}${[...tests].map((test) => `\n  in: ${test}`).join('')}`);
    }
  }
}
