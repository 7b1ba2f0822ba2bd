import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { captureStack } from './call-stack.ts';
import { owners, type Trace } from './task-record.ts';

type Callback = (error: Error | null, fd?: number) => void;

/**
 * Watches the files that tasks open. A descriptor is no resource of `async_hooks`, and a
 * FileHandle is made where no task's context is, so the functions themselves are replaced.
 */
export function watchFiles(ignored: ReadonlySet<string>): void {
  const { promises, open, openSync, close, closeSync } = fs;
  const openHandle = promises.open.bind(promises);
  const descriptors: Map<number, Trace> = new Map();
  const note = (type: string, isThere: () => boolean): Trace | undefined => {
    const record = owners.getStore();
    if (!record || record.closed || ignored.has(type)) return undefined;
    const trace: Trace = { kind: { type }, stack: captureStack(), isThere };
    record.traces.add(trace);
    return trace;
  };
  const noteDescriptor = (fd: number): void => {
    const trace = note('fd', () => descriptors.get(fd) === trace);
    if (trace) descriptors.set(fd, trace);
  };
  promises.open = async (...args) => {
    const stack = captureStack();
    const handle = await openHandle(...args);
    const trace = note('FILEHANDLE', () => handle.fd >= 0);
    if (trace) trace.stack = stack;
    return handle;
  };
  fs.openSync = (...args) => {
    const fd = openSync(...args);
    noteDescriptor(fd);
    return fd;
  };
  fs.open = ((...args: unknown[]) => {
    const done = args.pop() as Callback;
    (open as (...args: unknown[]) => void)(...args, (error: Error | null, fd?: number) => {
      if (fd !== undefined) noteDescriptor(fd);
      done(error, fd);
    });
  }) as typeof open;
  fs.close = ((fd: number, ...rest: [Callback]) => {
    descriptors.delete(fd);
    close(fd, ...rest);
  }) as typeof close;
  fs.closeSync = (fd) => {
    descriptors.delete(fd);
    closeSync(fd);
  };
  syncBuiltinESMExports();
}
