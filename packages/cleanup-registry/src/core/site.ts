/** An unformatted stack, taken where a resource was registered. */
export type Site = { stack?: string } | undefined;

const NEVER = 2 ** 30;

/** Decides which registrations keep their stack: one in `every`, and the first few of each kind. */
export interface Sampler {
  readonly every: number;
  /** Registrations until the next sample. */
  left: number;
  /** How many of each kind have been sampled for being among the first. */
  readonly first: Map<string, number>;
}

/** The first eight of each kind keep their stack whatever the rate: a leak of three must have a site too. */
const FIRST = 8;
/** Kinds may be named by the user, perhaps from data: the book of kinds must not be a leak itself. */
const KINDS = 256;

/** `every` is 0 for no samples. */
export function createSampler(every: number): Sampler {
  // As good as never. Infinity would make a heap number of the count, written anew at each registration.
  return { every: every || NEVER, left: every || NEVER, first: new Map() };
}

/** Whether this registration of a kind that is rare so far should keep its stack. */
export function isAmongFirst({ every, first }: Sampler, kind: string): boolean {
  if (every === NEVER) return false;
  const seen = first.get(kind) ?? 0;
  if (seen >= FIRST || first.size >= KINDS) return false;
  first.set(kind, seen + 1);
  return true;
}

/**
 * Captures the stack above `verb`, the public method that was called, without formatting it: formatting costs
 * more than twice the capture and is only done for the resources that end up in a report.
 */
export function captureSite(verb: (...args: never[]) => unknown): { stack?: string } {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, verb);
  return holder;
}

/** The line that registered the resource, from a captured stack: `function (file:line:column)`. */
export function formatSite(site: Site): string | undefined {
  const line = site?.stack?.split('\n').find((text) => /^\s+at /.test(text));
  return line?.replace(/^\s+at /, '');
}
