// One contender in a process of its own: node --expose-gc measure.mjs CONTENDER SUBJECT COUNT
// Prints a JSON object. Each figure is taken right after the same of a plain array, and divided by it.
import { contenders } from './contenders.mjs';

const [, , name, subject, countText] = process.argv;
const contender = contenders[name];
const count = Number(countText);

class Resource {
  open = true;
  [Symbol.dispose]() {
    this.open = false;
  }
  /** What VS Code calls it. */
  dispose() {
    this.open = false;
  }
}

const make = (howMany) => Array.from({ length: howMany }, () => new Resource());
const collect = () => {
  globalThis.gc();
  globalThis.gc();
};
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Nanoseconds to register and to dispose each. */
function cycle({ create, add, dispose }, resources) {
  const owner = create();
  collect();
  const start = performance.now();
  for (const resource of resources) add(owner, resource);
  const middle = performance.now();
  dispose(owner);
  const end = performance.now();
  if (resources.some(({ open }) => open)) throw new Error(`${name} left something open`);
  for (const resource of resources) resource.open = true;
  return [((middle - start) * 1e6) / resources.length, ((end - middle) * 1e6) / resources.length];
}

function lifecycle() {
  const resources = make(count);
  const rounds = [];
  for (let round = 0; round < 5; round += 1) {
    rounds.push([cycle(contenders.array, resources), cycle(contender, resources)]);
  }
  const figure = (index) => ({
    ns: Math.min(...rounds.map(([, own]) => own[index])),
    ratio: median(rounds.map(([array, own]) => own[index] / array[index])),
  });
  return { register: figure(0), dispose: figure(1), bytes: bytesEach(resources) };
}

/** Nanoseconds of processor time to register each: what else runs on the machine is not in it. */
function registering({ create, add, dispose }, resources) {
  const owner = create();
  collect();
  const start = process.cpuUsage();
  for (const resource of resources) add(owner, resource);
  const { user, system } = process.cpuUsage(start);
  dispose(owner);
  return ((user + system) * 1e3) / resources.length;
}

/** What the contender adds to each registration of the same without samples: pairs in turn, each first in half of them. */
function sampling() {
  const resources = make(count);
  const both = [contenders['registry.own'], contender];
  const differences = [];
  for (let pair = 0; pair < 50; pair += 1) {
    const first = pair % 2;
    const times = [];
    for (const index of [first, 1 - first]) times[index] = registering(both[index], resources);
    // The first warm up.
    if (pair >= 10) differences.push(times[1] - times[0]);
  }
  return { ns: median(differences) };
}

/** Heap that each registration holds, the resource itself not counted. */
function bytesEach(resources) {
  const owner = contender.create();
  collect();
  const before = process.memoryUsage().heapUsed;
  for (const resource of resources) contender.add(owner, resource);
  collect();
  const after = process.memoryUsage().heapUsed;
  contender.dispose(owner);
  return (after - before) / resources.length;
}

/** Nanoseconds to remove and dispose one of so many that are live, at random. */
async function removal() {
  const resources = make(count);
  const owner = contender.create();
  const handles = resources.map((resource) => contender.add(owner, resource));
  const removals = Math.min(count, contender.linear ? 1000 : 100_000);
  let seed = 42;
  const order = Array.from({ length: count }, (_, index) => index);
  for (let index = 0; index < removals; index += 1) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const other = index + (seed % (count - index));
    [order[index], order[other]] = [order[other], order[index]];
  }
  // The index that a search needs is made by the first.
  await contender.remove(owner, resources[order[0]], handles[order[0]]);
  collect();
  const start = performance.now();
  for (let index = 1; index < removals; index += 1) {
    const pending = contender.remove(owner, resources[order[index]], handles[order[index]]);
    if (pending) await pending;
  }
  return { ns: ((performance.now() - start) * 1e6) / (removals - 1) };
}

/** Growth of the heap, in bytes, over so many registrations each disposed at once, in an owner that stays. */
async function churn() {
  const owner = contender.create();
  const [resource] = make(1);
  const run = async (times) => {
    for (let index = 0; index < times; index += 1) {
      const pending = contender.remove(owner, resource, contender.add(owner, resource));
      if (pending) await pending;
    }
    collect();
    return process.memoryUsage().heapUsed;
  };
  await run(count / 10);
  const before = await run(count / 10);
  return { bytes: (await run(count)) - before };
}

console.log(JSON.stringify(await { lifecycle, sampling, removal, churn }[subject]()));
