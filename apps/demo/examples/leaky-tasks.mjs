import '@watertight/gc-probe/worker';

class Thumbnail {
  constructor(id) {
    this.id = id;
    this.pixels = new Uint8Array(4096).fill(id);
  }
}

const cache = new Map();

export function render(id) {
  const thumbnail = new Thumbnail(id);
  cache.set(id, thumbnail); // nobody ever deletes it
  return thumbnail.pixels.length;
}
