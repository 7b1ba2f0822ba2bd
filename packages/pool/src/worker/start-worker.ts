import { parentPort, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { mayInit, sharedClock } from '../protocol/claims.ts';
import { encodeError } from '../protocol/error-codec.ts';
import { awaitRelease } from '../protocol/isolate-hold.ts';
import type {
  ControlReply,
  InitMessage,
  ControlMessage,
  MemoryRequest,
} from '../protocol/messages.ts';
import { ResidueWatch } from './residue/residue-watch.ts';
import type { TaskFunction } from './call-task.ts';
import { loadTaskModule, type TaskModule } from './task-module.ts';
import { WorkerLoop } from './worker-loop.ts';

type Mail = { message: unknown[] | ControlMessage } | undefined;

/** Connects the loop to the pool's port. Resolves when tasks can be run, or loading has failed. */
export async function startWorker(start: InitMessage): Promise<void> {
  const { port, words, concurrency, moveResults } = start;
  const reply = (message: ControlReply): void => port.postMessage(message);
  process.on('exit', () => awaitRelease(words));
  let loaded: TaskModule;
  try {
    loaded = await loadTaskModule(start.module);
  } catch (error) {
    reply({ type: 'load-failed', error: encodeError(error) });
    return;
  }
  try {
    const init = loaded.hook('init');
    if (init && mayInit(words)) await init();
  } catch (error) {
    reply({ type: 'init-failed', error: encodeError(error) });
    return;
  }
  const teardown = loaded.hook('teardown');
  const onUnreadable = (error: unknown): void =>
    reply({ type: 'unreadable', error: encodeError(error) });
  const onControl = (message: ControlMessage): void => {
    if (message.type === 'stop') loop.stop(message.id, message.reason, message.grace);
    else if (message.type === 'grant') loop.grant(message.id, message.count);
    else if (message.type === 'teardown') void tearDown(teardown, reply);
    else replyMemory(port, message);
  };
  port.on('message', (message: unknown[] | ControlMessage) => {
    if (Array.isArray(message)) loop.receive(message);
    else onControl(message);
  });
  port.on('messageerror', onUnreadable);
  const loop = new WorkerLoop({
    words,
    concurrency,
    moveResults,
    lookup: loaded.lookup,
    now: sharedClock(),
    residue: start.residue && {
      watch: new ResidueWatch(start.residue),
      settings: start.residue,
      report: (report) => reply({ type: 'residue', report }),
    },
    post: (message, transfer) => port.postMessage(message, transfer),
    look: () => {
      let found: Mail;
      try {
        found = receiveMessageOnPort(port) as Mail;
      } catch (error) {
        onUnreadable(error);
        return null;
      }
      if (!found || Array.isArray(found.message)) return found?.message as unknown[] | undefined;
      onControl(found.message);
      return null;
    },
  });
  // Runs for process.exit() and for an uncaught error too: what had finished is delivered.
  process.on('exit', () => loop.flush());
  // A task that closes it wants no more of the pool, and may never answer: its thread must go.
  parentPort?.once('close', () => {
    loop.resign();
    reply({ type: 'resigned', error: encodeError(new Error('A task closed parentPort')) });
  });
  reply({ type: 'ready', tearsDown: teardown !== undefined });
}

async function tearDown(
  teardown: TaskFunction | undefined,
  reply: (message: ControlReply) => void,
): Promise<void> {
  try {
    await teardown?.();
    reply({ type: 'torn-down' });
  } catch (error) {
    reply({ type: 'torn-down', error: encodeError(error) });
  }
}

function replyMemory(port: MessagePort, message: MemoryRequest): void {
  const { heapUsed, heapTotal, external } = process.memoryUsage();
  const figures = { heapUsed, heapTotal, external };
  port.postMessage({ type: 'memory', request: message.request, figures } satisfies ControlReply);
}
