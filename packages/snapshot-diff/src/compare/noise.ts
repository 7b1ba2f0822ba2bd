/** How much the name of a class tells of a leak: 1 most, 5 nothing. */
export type Telling = 1 | 2 | 3 | 4 | 5;

/** Classes of Node.js whose instances stand for a resource, most telling first. */
const RESOURCES = [
  'Worker',
  'ChildProcess',
  'FSWatcher',
  'StatWatcher',
  'FSEvent',
  'Server',
  'TLSSocket',
  'Socket',
  'FileHandle',
  'ReadStream',
  'WriteStream',
  'Timeout',
  'Immediate',
  'Interface',
  'AbortController',
  'AbortSignal',
  'BroadcastChannel',
  'MessagePort',
  'MessageChannel',
  'IncomingMessage',
  'ServerResponse',
  'ClientRequest',
  'WebSocket',
  'Http2Session',
  'EventEmitter',
];
const RESOURCE_RANK: ReadonlyMap<string, number> = new Map(
  RESOURCES.map((name, index) => [name, index]),
);

/** What every program has plenty of: it tells something only where nothing better grew with it. */
const COMMON: ReadonlySet<string> = new Set(
  [
    'Object Array Function BoundFunction Arguments Promise Generator AsyncGenerator AsyncFunction',
    'Map Set WeakMap WeakSet WeakRef FinalizationRegistry Iterator Module',
    'Error TypeError Date RegExp String Number Symbol Boolean BigInt',
    'ArrayBuffer SharedArrayBuffer DataView Buffer FastBuffer Int8Array Uint8Array',
    'Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array',
    'BigInt64Array BigUint64Array',
  ].flatMap((line) => line.split(' ')),
);

/** V8's own: pseudo-classes in parentheses, contexts, buffers' backing stores, shapes. */
export function isNoise(name: string): boolean {
  return name.startsWith('(') || name.startsWith('system / ') || name === 'system';
}

/** Order among resources, lower is more telling; undefined for any other class. */
export function resourceRank(name: string): number | undefined {
  return RESOURCE_RANK.get(name);
}

/**
 * 1 a class of the program's own files, 2 a resource of Node.js, 3 any other named class,
 * 4 what every program has plenty of, 5 V8's own.
 */
export function tellingOf(name: string, isUserPlace: boolean): Telling {
  if (isNoise(name)) return 5;
  if (isUserPlace) return COMMON.has(name) ? 4 : 1;
  if (RESOURCE_RANK.has(name)) return 2;
  return COMMON.has(name) ? 4 : 3;
}
