/** The work of every contender: next to none, so that the way there and back is what is measured. */
export function square({ n }) {
  return n * n;
}

/** The same as BullMQ's own threads want it. */
export default async function processJob(job) {
  return square(job.data);
}
