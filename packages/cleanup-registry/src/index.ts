export { createRegistry } from './registry.ts';
export type { PhaseOptions, Registry, RegistryOptions, ScopeOptions } from './registry.ts';
export type { AdoptOptions } from './kinds/adopted.ts';
export type { ClosableOptions } from './kinds/closable.ts';
export type { ReadlineLike } from './kinds/readline.ts';
export type { TempOptions } from './kinds/temporary.ts';
export type { EmitterLike, ListenerOptions, TargetLike } from './kinds/listener.ts';
export type { StreamOptions } from './kinds/stream.ts';
export type {
  Awaitable,
  Claim,
  Handle,
  HandleOptions,
  Kind,
  LiveResource,
  OrderOptions,
  OwnOptions,
} from './types.ts';
export {
  CleanupError,
  EndlessRegistrationError,
  FileDescriptorError,
  InvalidArgumentError,
  OrderError,
  OwnershipCycleError,
  RegistryDisposedError,
  ResourceError,
  ScopeEndedError,
} from './errors.ts';
export type { ResourceFacts } from './errors.ts';
// By the package's own name and not by path: each entry is one file when built, and the classes of both must
// be the same.
export {
  AsyncDisposableStack,
  DisposableStack,
  SuppressedError,
} from '@watertight/cleanup-registry/stacks';
export type {
  AsyncDisposableStackConstructor,
  DisposableStackConstructor,
  SuppressedErrorConstructor,
} from '@watertight/cleanup-registry/stacks';
