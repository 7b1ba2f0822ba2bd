// Entry of a service process: one system under load, told what to do by the story over IPC.
import { captureIsolates, estimateCapture, trackWorkers } from '@watertight/snapshot-diff';
import { HttpService } from '../http/http-service.ts';
import type { Load } from '../load/arrivals.ts';
import { calibrate } from '../load/calibrate.ts';
import { ClosedLoop } from '../load/closed-loop.ts';
import { createLoad } from '../load/create-load.ts';
import { createJobs, type Job } from '../load/jobs.ts';
import { TraceRecorder } from '../load/trace.ts';
import { chooseSystem } from './choose-system.ts';
import { openFiles } from './open-files.ts';
import { heldOpenCode, readSettings, type Command, type Message } from './protocol.ts';
import { ResidueCheck } from './residue.ts';
import { Watch } from './watch.ts';
import { within } from './within.ts';
import { throwSwitch } from '../systems/leaks.ts';

const settings = readSettings(process.argv[2]);
const { mode, seed, malformedIn, settle, mainOnly, lookEvery = 250 } = settings;
/** On a slow machine a look takes long: at most a third of the time is spent looking. */
const rest = 2;
/**
 * A worker that answers late must not be missing from the sums: that would look like memory freed. A
 * glance judges nothing, and meets workers that are on their way out.
 */
const answerTimeout = settings.looks === 'glances' ? 1000 : 30_000;
/** How long a process may take to end by itself; the leaky one is known to be held. */
const heldOpenAfter = mode === 'leaky' ? 1000 : 30_000;

const residue = new ResidueCheck();
const send = (message: Message): void => void process.send?.(message);

process.on('warning', ({ name, message }) => send({ is: 'warning', name, message }));
// A terminal's Ctrl-C, and many a supervisor's SIGTERM, reach every process of the group: who started
// this one decides what happens, and has it drain first.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// The story is gone: nothing may outlive it.
const endWithTheStory = (): void => process.exit(0);
process.on('disconnect', endWithTheStory);

const tracked = trackWorkers();
const service = chooseSystem(settings);
const watch = new Watch({ settle, watch: service.counters, timeout: answerTimeout });
const planned = planJobs();
const recorder = settings.record === undefined ? undefined : new TraceRecorder(settings.record);
let load: Load | undefined;
/** Ends a round whose load was stopped. */
let onHalt = (): void => {};
let loadedAt: number | undefined;
let sampling: NodeJS.Timeout | undefined;
/** Commands and samples run one after the other: a sample must not see half a batch. */
let turn: Promise<void> = Promise.resolve();

function* planJobs(): Generator<ReturnType<typeof createJobs>[number], never> {
  for (let firstId = 1; ; firstId += malformedIn) {
    yield* createJobs({ firstId, tasks: malformedIn, malformed: 1, seed });
  }
}

function submit(dueAt: number, settled: () => void): void {
  recorder?.arrived(dueAt);
  service.submit(planned.next().value, dueAt, settled);
}

/** So many tasks by so many clients; resolves when the last of them has come, or none come any more. */
async function bring(
  tasks: number,
  clients: number,
  submitOne: (dueAt: number, settled: () => void) => void,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const loop = new ClosedLoop(clients, { tasks, duration: Infinity }, submitOne, resolve);
    onHalt = () => {
      loop.stop();
      resolve();
    };
    loop.start();
  });
  onHalt = () => {};
}

const seconds = (): number => (performance.now() - (loadedAt ?? performance.now())) / 1000;

/** To be called with the arrivals held or stopped: nothing is in flight while the floor is taken. */
async function observe(): Promise<void> {
  await service.idle();
  await look('look');
}

/** A look at what there is: for floors with nothing in flight, or a glance at any time. */
async function look(how: 'look' | 'glance'): Promise<void> {
  const sample = await watch[how]({
    tasks: service.done,
    events: { failure: service.failures },
  });
  send({
    is: 'observation',
    observation: {
      seconds: seconds(),
      figures: service.figures(),
      recent: { ...service.ledger.recent(), pauses: watch.takePauses() },
      sample,
      verdict: watch.verdict(),
    },
  });
}

function sampleNext(lastTook = 0): void {
  const next = async (): Promise<void> => {
    if (sampling === undefined) return;
    const startedAt = performance.now();
    if (settings.looks === 'glances') {
      await look('glance');
    } else {
      load?.hold();
      await observe();
    }
    // Halted meanwhile: nothing more is to come.
    if (sampling === undefined) return;
    load?.release();
    sampleNext(performance.now() - startedAt);
  };
  sampling = setTimeout(() => inTurn(next), Math.max(lookEvery, rest * lastTook));
}

/** No more looks and no more arrivals. */
function halt(): void {
  clearTimeout(sampling);
  sampling = undefined;
  load?.stop();
  onHalt();
}

/** Tasks that are not of the load: they find out what the service bears, and warm it up. */
async function warmUp(): Promise<number> {
  const jobs = planJobs();
  const rate = await calibrate(Math.min(4, settings.queue ?? 4), (dueAt, settled) => {
    service.submit(jobs.next().value, dueAt, settled);
  });
  // What warmed it up does not count.
  service.ledger.forgetLatency();
  send({ is: 'calibrated', rate, tasks: service.done, failures: service.failures });
  return rate;
}

/** The load as it was asked for; where no rate was, the one that is found now. */
async function createOwnLoad(): Promise<Load> {
  const { schedule = { kind: 'poisson', rate: await warmUp() } } = settings;
  const onEnd = (): void => {
    const arriving = seconds();
    service
      .idle()
      .then(() => send({ is: 'exhausted', arriving, seconds: seconds() }))
      .catch(complain);
  };
  return createLoad({ ...settings, schedule, submit, onEnd });
}

const commands: { [D in Command['do']]: (command: Extract<Command, { do: D }>) => Promise<void> } =
  {
    async load() {
      // After a pause the heap is another one: snapshots were taken, or a batch was run.
      if (loadedAt !== undefined) watch.renew();
      if (settings.warm && loadedAt === undefined) await warmUp();
      if (service instanceof HttpService) service.onRequest = (at) => recorder?.arrived(at);
      else load ??= await createOwnLoad();
      loadedAt ??= performance.now();
      recorder?.start(loadedAt);
      sampleNext();
      load?.start();
    },
    async round({ tasks, clients = tasks }) {
      loadedAt ??= performance.now();
      await bring(tasks, clients, submit);
      await observe();
      send({ is: 'rounded' });
    },
    async pause() {
      halt();
      await service.idle();
      send({ is: 'paused', seconds: seconds(), figures: service.figures() });
    },
    async switch({ leak, on }) {
      throwSwitch(leak, on);
      watch.renew();
      send({ is: 'switched', leak, on });
    },
    async batch({ firstId, tasks, malformed }) {
      const before = { done: service.done, failures: service.failures, files: openFiles() };
      const jobs = createJobs({ firstId, tasks, malformed, seed });
      // All at once where there is room for all: none of them is to be turned away. A malformed one may
      // be lost, and with it its client: there is one more than that.
      const clients = Math.max(malformed + 1, Math.min(tasks, service.ledger.limit));
      await bring(tasks, clients, (dueAt, settled) => {
        // Taken out: a client that is never answered must not hold what the others did.
        service.submit(jobs.shift() as Job, dueAt, settled);
      });
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
    async drain(command) {
      service.close?.();
      await within(
        command.within,
        turn.then(() => service.idle()),
      );
      send({ is: 'drained', seconds: seconds(), figures: service.figures() });
    },
    async stop() {
      halt();
      await service.idle();
      await service[Symbol.asyncDispose]();
      await recorder?.[Symbol.asyncDispose]();
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
  turn = turn.then(work).catch(complain);
}

function complain(error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  send({ is: 'fault', message });
}

process.on('message', (command: Command) => {
  const work = (): Promise<void> =>
    (commands[command.do] as (command: Command) => Promise<void>)(command);
  if (command.do !== 'drain') return inTurn(work);
  // Not in turn: a drain has a deadline, and a snapshot may be under way.
  halt();
  work().catch(complain);
});
const port = service instanceof HttpService ? await service.listen(settings.httpPort) : undefined;
send({ is: 'ready', pid: process.pid, port });
