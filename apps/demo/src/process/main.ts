// Entry of a service process: one system under load, told what to do by the story over IPC.
import { captureIsolates, estimateCapture, trackWorkers } from '@watertight/snapshot-diff';
import { Arrivals } from '../load/arrivals.ts';
import { Corpus } from '../load/corpus.ts';
import { createJobs } from '../load/jobs.ts';
import { createSystem } from '../scenarios/create-system.ts';
import { openFiles } from './open-files.ts';
import { heldOpenCode, readSettings, type Command, type Message } from './protocol.ts';
import { ResidueCheck } from './residue.ts';
import { Watch } from './watch.ts';
import { throwSwitch } from '../systems/leaks.ts';

const { scenario, mode, seed, rate, burst, malformedIn, settle, mainOnly } = readSettings(
  process.argv[2],
);
const samplePeriod = 250;
/** On a slow machine a look takes long: at most a third of the time is spent looking. */
const rest = 2;
/** A worker that answers late must not be missing from the sums: that would look like memory freed. */
const answerTimeout = 30_000;
/** How long a process may take to end by itself; the leaky one is known to be held. */
const heldOpenAfter = mode === 'leaky' ? 1000 : 30_000;

const residue = new ResidueCheck();
const send = (message: Message): void => void process.send?.(message);

process.on('warning', ({ name, message }) => send({ is: 'warning', name, message }));
// The terminal's Ctrl-C reaches every process of the group; the story decides what happens.
process.on('SIGINT', () => {});
// The story is gone: nothing may outlive it.
const endWithTheStory = (): void => process.exit(0);
process.on('disconnect', endWithTheStory);

const tracked = trackWorkers();
const service = createSystem(scenario, new Corpus(seed));
const watch = new Watch({ settle, watch: service.counters, timeout: answerTimeout });
const planned = planJobs();
const arrivals = new Arrivals({ rate, seed, burst }, (dueAt) => {
  service.submit(planned.next().value, dueAt);
});
let loadedAt: number | undefined;
let sampling: NodeJS.Timeout | undefined;
/** Commands and samples run one after the other: a sample must not see half a batch. */
let turn: Promise<void> = Promise.resolve();

function* planJobs(): Generator<ReturnType<typeof createJobs>[number], never> {
  for (let firstId = 1; ; firstId += malformedIn) {
    yield* createJobs({ firstId, tasks: malformedIn, malformed: 1, seed });
  }
}

/** To be called with the arrivals held or stopped: nothing is in flight while the floor is taken. */
async function observe(): Promise<void> {
  await service.idle();
  const sample = await watch.look({
    tasks: service.done,
    events: { failure: service.failures },
  });
  send({
    is: 'observation',
    observation: {
      seconds: (performance.now() - (loadedAt ?? performance.now())) / 1000,
      figures: service.figures(),
      recent: { ...service.recent(), pauses: watch.takePauses() },
      sample,
      verdict: watch.verdict(),
    },
  });
}

function sampleNext(lastTook = 0): void {
  const look = async (): Promise<void> => {
    if (sampling === undefined) return;
    const startedAt = performance.now();
    arrivals.hold();
    await observe();
    arrivals.release();
    sampleNext(performance.now() - startedAt);
  };
  sampling = setTimeout(() => inTurn(look), Math.max(samplePeriod, rest * lastTook));
}

async function pause(): Promise<void> {
  clearTimeout(sampling);
  sampling = undefined;
  arrivals.stop();
  await service.idle();
}

const commands: { [D in Command['do']]: (command: Extract<Command, { do: D }>) => Promise<void> } =
  {
    async load() {
      // After a pause the heap is another one: snapshots were taken, or a batch was run.
      if (loadedAt !== undefined) watch.renew();
      loadedAt ??= performance.now();
      arrivals.start();
      sampleNext();
    },
    async round({ tasks }) {
      loadedAt ??= performance.now();
      for (let task = 0; task < tasks; task++) {
        service.submit(planned.next().value, performance.now());
      }
      await observe();
      send({ is: 'rounded' });
    },
    async pause() {
      await pause();
      send({ is: 'paused' });
    },
    async switch({ leak, on }) {
      throwSwitch(leak, on);
      watch.renew();
      send({ is: 'switched', leak, on });
    },
    async batch({ firstId, tasks, malformed }) {
      const before = { done: service.done, failures: service.failures, files: openFiles() };
      for (const job of createJobs({ firstId, tasks, malformed, seed })) {
        service.submit(job, performance.now());
      }
      await observe();
      send({
        is: 'batch',
        tasks: service.done - before.done,
        failures: service.failures - before.failures,
        files: openFiles().since(before.files),
      });
    },
    async capture({ label, directory }) {
      const which = mainOnly ? { workers: [] } : {};
      const estimate = await estimateCapture(which);
      if (!estimate.fits) return send({ is: 'refused', reason: estimate.reason });
      const prefix = `${mode}-${label}-`;
      const isolates = await captureIsolates({ directory, prefix, ...which });
      send({ is: 'captured', label, isolates });
    },
    async stop() {
      await pause();
      await service[Symbol.asyncDispose]();
      watch[Symbol.dispose]();
      send({ is: 'stopped', residue: await residue.settle(() => tracked.live().length) });
      tracked[Symbol.dispose]();
      // Now the process must end by itself once the story lets go of it. If a leaked thread holds it
      // open, this timer (which holds nothing) makes an end, with a code that tells.
      process.off('disconnect', endWithTheStory);
      process.on('disconnect', () => {
        setTimeout(() => process.exit(heldOpenCode), heldOpenAfter).unref();
      });
    },
  };

function inTurn(work: () => Promise<void>): void {
  turn = turn.then(work).catch((error: unknown) => {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    send({ is: 'fault', message });
  });
}

process.on('message', (command: Command) => {
  inTurn(() => (commands[command.do] as (command: Command) => Promise<void>)(command));
});
send({ is: 'ready', pid: process.pid });
