import { createHook } from 'node:async_hooks';
import { captureStack } from './call-stack.ts';
import { owners, type TaskRecord, type Trace } from './task-record.ts';

/** What holds memory, a descriptor or the event loop until somebody ends it. */
const TYPES: ReadonlySet<string> = new Set([
  'Timeout',
  'Immediate',
  'DIRHANDLE',
  'FSEVENTWRAP',
  'MESSAGEPORT',
  'PIPESERVERWRAP',
  'PIPEWRAP',
  'PROCESSWRAP',
  'STATWATCHER',
  'TCPSERVERWRAP',
  'TCPWRAP',
  'TTYWRAP',
  'UDPWRAP',
  'WORKER',
]);

interface Resource {
  readonly record: TaskRecord;
  readonly trace: Trace;
}

/** Watches the resources that tasks make, by the context in which they were made. */
export function watchResources(ignored: ReadonlySet<string>): void {
  const resources: Map<number, Resource> = new Map();
  const hooks = {
    init(asyncId: number, type: string, _trigger: number, resource: object): void {
      if (!TYPES.has(type)) return;
      const record = owners.getStore();
      if (!record || record.closed || ignored.has(type)) return;
      const isThere = testOf(type, resource);
      const trace: Trace = { kind: { type }, stack: captureStack(), isThere };
      record.traces.add(trace);
      resources.set(asyncId, { record, trace });
    },
    destroy(asyncId: number): void {
      const found = resources.get(asyncId);
      if (!found) return;
      resources.delete(asyncId);
      found.record.remove(found.trace);
    },
    // From Node.js 24 on, promises are left alone: they would be the greater part of the cost.
    trackPromises: false,
  };
  createHook(hooks).enable();
}

/** Node.js says that something was destroyed a turn later; of timers it can be seen at once. */
function testOf(type: string, resource: object): () => boolean {
  if (type === 'Timeout' || type === 'Immediate') {
    return () => (resource as { _destroyed?: boolean })._destroyed !== true;
  }
  return () => true;
}
