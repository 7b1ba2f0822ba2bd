import { isMainThread } from 'node:worker_threads';
import { AnsweringIsolate } from './observe/answering.ts';

// The package may be loaded twice in one isolate (as ESM and as CJS): the first copy answers.
const key = Symbol.for('@watertight/gc-probe/worker');
const isolate = globalThis as { [key]?: AnsweringIsolate };

if (!isMainThread && !isolate[key]) isolate[key] = new AnsweringIsolate();
