/** What an error says about the resource it is about. */
export interface ResourceFacts {
  readonly kind: string;
  readonly name: string | undefined;
  readonly scope: string;
  readonly ageMs: number;
  readonly site: string | undefined;
}

const label = ({ kind, name, scope }: ResourceFacts): string =>
  `${kind}${name === undefined ? '' : ` "${name}"`} of scope "${scope}"`;

const text = (reason: unknown): string =>
  reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);

/** One resource could not be released. `cause` is what its disposer threw. */
export class ResourceError extends Error {
  override readonly name: string = 'ResourceError';
  readonly code: 'CLEANUP_DISPOSER_FAILED' | 'CLEANUP_DEADLINE';
  readonly kind: string;
  /** The name the resource was registered under. */
  readonly resource: string | undefined;
  readonly scope: string;
  /** Age of the resource when its disposal began, in milliseconds. */
  readonly ageMs: number;
  /**
   * How long the disposer took, or was waited for, in milliseconds. For one that threw synchronously an upper
   * bound: there the clock is read once in 64 disposals.
   */
  readonly elapsedMs: number;
  /** Where the resource was registered, when its stack was sampled. */
  readonly site: string | undefined;

  constructor(
    code: ResourceError['code'],
    message: string,
    facts: ResourceFacts,
    elapsedMs: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.kind = facts.kind;
    this.resource = facts.name;
    this.scope = facts.scope;
    this.ageMs = facts.ageMs;
    this.elapsedMs = elapsedMs;
    this.site = facts.site;
  }

  /** The disposer threw or rejected. */
  static failed(facts: ResourceFacts, elapsedMs: number, cause: unknown): ResourceError {
    const message = `the disposer of ${label(facts)} failed: ${text(cause)}`;
    return new ResourceError('CLEANUP_DISPOSER_FAILED', message, facts, elapsedMs, { cause });
  }

  /** The disposer was still pending at its deadline; it was left behind and the others went on. */
  static late(facts: ResourceFacts, elapsedMs: number, deadline: number): ResourceError {
    const message =
      `the disposer of ${label(facts)} had not settled after ${elapsedMs} ms ` +
      `(its deadline: ${deadline} ms) and was left behind`;
    return new ResourceError('CLEANUP_DEADLINE', message, facts, elapsedMs);
  }
}

/** So many failures are spelled out in a message; `errors` has them all. */
const LISTED = 20;

/** A registry was disposed and some resources failed; `errors` has one {@link ResourceError} for each. */
export class CleanupError extends AggregateError {
  override readonly name: string = 'CleanupError';
  readonly code = 'CLEANUP_FAILED';
  declare readonly errors: ResourceError[];
  readonly scope: string;

  constructor(scope: string, errors: ResourceError[]) {
    const count = `${errors.length} resource${errors.length === 1 ? '' : 's'}`;
    const list = errors.slice(0, LISTED).map((error) => `\n  - ${error.message}`);
    if (errors.length > LISTED) list.push(`\n  … and ${errors.length - LISTED} more`);
    super(errors, `${count} of registry "${scope}" could not be released:${list.join('')}`);
    this.scope = scope;
  }
}

/**
 * Something was registered after the registry had been disposed. The newcomer was disposed at once; `disposal`
 * settles when that is over, with what its disposer threw if it did.
 */
export class RegistryDisposedError extends Error {
  override readonly name: string = 'RegistryDisposedError';
  readonly code = 'CLEANUP_REGISTRY_DISPOSED';
  readonly scope: string;
  readonly disposal: Promise<void>;

  constructor(scope: string, what: string, disposal: Promise<void>) {
    super(
      `${what} was registered after registry "${scope}" had been disposed; it was disposed at once. ` +
        'Register before disposal ends, or check `registry.disposed` first',
    );
    this.scope = scope;
    this.disposal = disposal;
  }
}

/** The reason of a signal that was aborted because its registry is being disposed. */
export class ScopeEndedError extends Error {
  // What the platform's own abort reasons are called, so that `error.name === 'AbortError'` holds for it too.
  override readonly name: string = 'AbortError';
  readonly code = 'CLEANUP_SCOPE_ENDED';

  constructor() {
    super('the registry that owns this signal is being disposed');
  }
}

/** The `disposal` of a newcomer that was not disposed, because disposers kept registering further ones. */
export class EndlessRegistrationError extends Error {
  override readonly name: string = 'EndlessRegistrationError';
  readonly code = 'CLEANUP_ENDLESS_REGISTRATION';

  constructor(scope: string) {
    super(
      `disposers of registry "${scope}" register new resources without end; the last was left alone`,
    );
  }
}

/** A registry would have owned itself, directly or through others. */
export class OwnershipCycleError extends Error {
  override readonly name: string = 'OwnershipCycleError';
  readonly code = 'CLEANUP_OWNERSHIP_CYCLE';

  constructor(owner: string, owned: string) {
    super(`registry "${owner}" cannot own registry "${owned}", which already owns it`);
  }
}

/** The order asked for cannot be: a cycle, or an edge against the order of the phases. */
export class OrderError extends Error {
  override readonly name: string = 'OrderError';
  readonly code = 'CLEANUP_ORDER';

  static cycle(through: string): OrderError {
    return new OrderError(`a cycle: ${through} would have to be disposed both before and after it`);
  }

  static phases(other: string, phase: string | undefined): OrderError {
    const own = phase === undefined ? 'of no phase' : `of phase ${JSON.stringify(phase)}`;
    return new OrderError(`a resource ${own} cannot be ordered against ${other} of another phase`);
  }
}

/** An argument of the wrong sort. */
export class InvalidArgumentError extends TypeError {
  override readonly name: string = 'InvalidArgumentError';
  readonly code = 'CLEANUP_INVALID_ARGUMENT';

  constructor(what: string, expected: string, value: unknown) {
    super(`${what}: expected ${expected}, got ${quote(value)}`);
  }
}

/** A file descriptor is not what it was when it was registered, so it was not closed. */
export class FileDescriptorError extends Error {
  override readonly name: string = 'FileDescriptorError';
  readonly code: 'CLEANUP_FD_NOT_OPEN' | 'CLEANUP_FD_REUSED';
  readonly fd: number;

  constructor(code: FileDescriptorError['code'], fd: number, options?: ErrorOptions) {
    super(
      code === 'CLEANUP_FD_NOT_OPEN'
        ? `file descriptor ${fd} is not open: somebody else closed it, or it never was`
        : `file descriptor ${fd} now stands for another file: somebody else closed it and the number ` +
            'was given out again; it was left alone',
      options,
    );
    this.code = code;
    this.fd = fd;
  }
}

function quote(value: unknown): string {
  if (typeof value === 'string') return `string ${JSON.stringify(value)}`;
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  if (typeof value !== 'object') return `${typeof value} ${String(value)}`;
  return `an object of class ${value.constructor?.name ?? '(none)'}`;
}
