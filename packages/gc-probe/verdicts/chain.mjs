/**
 * Keeps memory of known size: a list in which every link is an object of two fields (40 bytes on
 * 64 bits) with an array of doubles (32 + 16 + 8 each). A Map or an array would grow in leaps.
 */
export function chain() {
  let last = null;
  return {
    grow(bytes) {
      // oxlint-disable-next-line unicorn/no-new-array -- other ways to make one reserve more
      last = { last, numbers: new Array(Math.round((bytes - 88) / 8)).fill(0.5) };
    },
    clear() {
      last = null;
    },
  };
}
