import { createHash, randomFillSync } from 'node:crypto';

/** Next to no work, so that the way there and back is what is measured. */
export function square({ n }) {
  return n * n;
}

const document = randomFillSync(new Uint8Array(48 * 1024));

/** A document's worth of work, as the demo's: two milliseconds and more. */
export function digest({ n }) {
  let bytes = createHash('sha256').update(document).digest();
  for (let round = 0; round < 20; round += 1) {
    bytes = createHash('sha256').update(bytes).update(document).digest();
  }
  return bytes.length * n;
}

const tasks = { square, digest };

/** The same as BullMQ's own threads want it. */
export default async function processJob(job) {
  return tasks[job.name](job.data);
}
