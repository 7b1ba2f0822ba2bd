import type { PathStep } from '../graph/path-step.ts';
import type { Location } from '../graph/location.ts';
import type { Cluster } from './clusters.ts';
import { matchCount, type Count } from './counts.ts';
import type { Growth, Together } from './growth.ts';
import { resourceRank, type Telling } from './noise.ts';

/** One isolate's part in a suspect. */
export interface IsolateShare {
  isolate: string;
  threadId: number;
  delta: number;
}

/** A class that grew with the same objects: part of the same finding. */
export interface Companion {
  name: string;
  delta: number;
}

/** A class that grew as a leak does. */
export interface Suspect {
  name: string;
  /** DevTools' class key, in the isolate that holds most. */
  key: string;
  /** Objects more than before, over all isolates. */
  delta: number;
  /** The event it grows with (`task`, `failure`); undefined when it is no multiple of any. */
  per: string | undefined;
  /** Objects per event: `delta = k * count`. */
  k: number | undefined;
  /** Bytes of the objects themselves. */
  shallowSize: number;
  /** Bytes that would be freed with the new objects. */
  retainedSize: number;
  /** Some of the new objects, in the isolate that holds most. */
  nodeIds: number[];
  /** Root first, the object last. */
  path: PathStep[];
  /** Other ways in which the same object is held, at most two. */
  otherPaths: PathStep[][];
  /** Where to look: the class, or the nearest function of the program on the path or on the object. */
  location?: Location;
  isolates: IsolateShare[];
  companions: Companion[];
}

export interface IsolateGrowth {
  isolate: string;
  threadId: number;
  growths: Growth[];
  clusters: Cluster[];
}

/** A cluster with the isolate that it is in. */
export type IsolateCluster = Cluster & { isolate: string; threadId: number };

interface Candidate extends Suspect {
  identity: string;
  telling: Telling;
  fresh: number;
  removed: number;
  count: number;
  together: Together[];
  held: Map<string, number>;
}

/** Below this many events only telling classes count: small multiples of small numbers are common. */
const MANY = 20;
/** Objects per event at most for a name that tells little: each failure may leave 101 functions. */
const FEW = 3;
/** Share of the new objects that must hang together with those of a better name. */
const ATTACHED = 0.8;
/** Objects per event that must be held in one way, where the name tells nothing. */
const ALIKE = 0.8;
/** Clusters of all isolates together. */
const CLUSTERS = 10;

export interface Ranking {
  /** `delta = k * count`, most telling first. Empty without counts. */
  suspects: Suspect[];
  /** Everything else that grew and is not V8's own noise, by retained size. */
  growing: Suspect[];
  /** Where what is new piles up, by bytes; ten at most. */
  clusters: IsolateCluster[];
}

/**
 * The ranking: k x N first, then how much the name tells, then retained size. Sums a class over all
 * isolates before it looks for the multiple: each of four workers holds only a part of 101.
 */
export function rank(isolates: readonly IsolateGrowth[], counts: readonly Count[]): Ranking {
  const matched: Candidate[] = [];
  const taken = new Set<string>();
  for (const part of partsOf(isolates)) {
    for (const candidate of sumUp(part)) {
      const match = taken.has(candidate.identity) ? undefined : matchCount(candidate.delta, counts);
      if (!match || !plausible(candidate, match.count)) continue;
      taken.add(candidate.identity);
      matched.push(Object.assign(candidate, { per: match.per, k: match.k, count: match.count }));
    }
  }
  const growing = sumUp(isolates).filter((candidate) => !taken.has(candidate.identity));
  matched.sort(compareCandidates);
  const suspects: Candidate[] = [];
  for (const candidate of matched) {
    const leader = leaderOf(candidate, suspects) ?? otherHalf(candidate, suspects);
    // The native half of a resource has the name of its other half: no news.
    if (leader && leader.name === candidate.name) continue;
    if (leader) leader.companions.push({ name: candidate.name, delta: candidate.delta });
    else suspects.push(candidate);
  }
  growing.sort((one, other) => other.retainedSize - one.retainedSize);
  const clusters = isolates
    .flatMap(({ isolate, threadId, clusters: found }) =>
      found.map((cluster) => Object.assign({ isolate, threadId }, cluster)),
    )
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, CLUSTERS);
  return { suspects: suspects.map(plain), growing: growing.map(plain), clusters };
}

/**
 * All isolates together; then the workers alone, then the main thread alone: a timer more in the
 * main thread must not hide that the workers of a pool together gained one per task.
 */
function partsOf(isolates: readonly IsolateGrowth[]): (readonly IsolateGrowth[])[] {
  if (isolates.length < 2) return [isolates];
  const workers = isolates.filter(({ isolate }) => isolate !== 'main');
  const main = isolates.filter(({ isolate }) => isolate === 'main');
  return [isolates, workers, main].filter((part) => part.length > 0);
}

/**
 * New objects must make up the growth, and for a small N the name must be one that tells. Plain objects
 * come and go everywhere: what each event leaves is held as that of the others is, what warms up is not.
 */
function plausible(candidate: Candidate, count: number): boolean {
  if (candidate.fresh < candidate.delta) return false;
  if (candidate.telling >= 4 && Math.max(...candidate.held.values()) < count * ALIKE) return false;
  if (count >= MANY) return candidate.telling <= 2 || candidate.delta <= count * FEW;
  return candidate.telling <= 2 && candidate.removed <= candidate.delta;
}

/**
 * The suspect that explains a less telling class: nearly all of its new objects hang together with
 * new ones of better names, most of them with this one. Several leaks may share it.
 */
function leaderOf(candidate: Candidate, suspects: readonly Candidate[]): Candidate | undefined {
  const better = suspects.filter((suspect) => mayLead(suspect, candidate));
  const shares = new Map<Candidate, number>();
  let explained = 0;
  for (const { classes, count } of candidate.together) {
    const leader = better.find((suspect) => classes.includes(suspect.identity));
    if (!leader) continue;
    explained += count;
    shares.set(leader, (shares.get(leader) ?? 0) + count);
  }
  // Half of a map's new entries are its keys, which belong to nobody.
  const least = candidate.name.startsWith('entries of ') ? ATTACHED / 2 : ATTACHED;
  if (explained < candidate.fresh * least) return undefined;
  return [...shares].reduce((most, share) => (share[1] > most[1] ? share : most))[0];
}

/** Node's own native objects come with what the program knows: each with one of as many. */
function otherHalf(candidate: Candidate, suspects: readonly Candidate[]): Candidate | undefined {
  if (!/^(?:Detached )?Node \//.test(candidate.name)) return undefined;
  return suspects.find(({ delta }) => candidate.delta % delta === 0);
}

/** A class of the program is never hidden, nor a resource that the program's own object holds. */
function mayLead(suspect: Candidate, candidate: Candidate): boolean {
  if (candidate.telling === 1 || candidate.telling < suspect.telling) return false;
  return candidate.telling !== 2 || suspect.telling === 2;
}

function compareCandidates(one: Candidate, other: Candidate): number {
  return (
    one.telling - other.telling ||
    (resourceRank(one.name) ?? 99) - (resourceRank(other.name) ?? 99) ||
    other.retainedSize - one.retainedSize ||
    (one.identity < other.identity ? -1 : 1)
  );
}

function sumUp(isolates: readonly IsolateGrowth[]): Candidate[] {
  const byIdentity = new Map<string, Candidate>();
  const most = new Map<string, number>();
  for (const { isolate, threadId, growths } of isolates) {
    for (const growth of growths) {
      let candidate = byIdentity.get(growth.identity);
      if (!candidate) {
        candidate = empty(growth);
        byIdentity.set(growth.identity, candidate);
      }
      candidate.delta += growth.delta;
      candidate.fresh += growth.fresh;
      candidate.removed += growth.removed;
      candidate.shallowSize += growth.shallowSize;
      candidate.retainedSize += growth.retainedSize;
      candidate.telling = Math.min(candidate.telling, growth.telling) as Telling;
      candidate.isolates.push({ isolate, threadId, delta: growth.delta });
      candidate.together.push(...growth.together);
      for (const [way, count] of growth.held) {
        candidate.held.set(way, (candidate.held.get(way) ?? 0) + count);
      }
      if (growth.delta > (most.get(growth.identity) ?? 0)) {
        most.set(growth.identity, growth.delta);
        candidate.key = growth.key;
        candidate.nodeIds = growth.nodeIds;
        candidate.path = growth.path;
        candidate.otherPaths = growth.otherPaths;
        if (growth.location) candidate.location = growth.location;
      }
    }
  }
  for (const candidate of byIdentity.values()) {
    candidate.isolates.sort((one, other) => other.delta - one.delta);
  }
  return [...byIdentity.values()].filter((candidate) => candidate.delta > 0);
}

function empty(growth: Growth): Candidate {
  return {
    name: growth.name,
    key: growth.key,
    delta: 0,
    per: undefined,
    k: undefined,
    shallowSize: 0,
    retainedSize: 0,
    nodeIds: [],
    path: [],
    otherPaths: [],
    isolates: [],
    companions: [],
    identity: growth.identity,
    telling: growth.telling,
    fresh: 0,
    removed: 0,
    count: 0,
    together: [],
    held: new Map(),
  };
}

function plain(candidate: Candidate): Suspect {
  const {
    identity: _i,
    telling: _t,
    fresh: _f,
    removed: _r,
    count: _c,
    together: _g,
    held: _h,
    ...suspect
  } = candidate;
  return suspect;
}
