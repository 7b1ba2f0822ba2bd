import { readSnapshot, type ReadOptions, type Snapshot } from '@watertight/snapshot-diff';

/** Reads a snapshot from text, in pieces of `size` bytes. */
export function readText(
  text: string,
  size = 65_536,
  options: ReadOptions = {},
): Promise<Snapshot> {
  return readSnapshot(pieces(Buffer.from(text), size), options);
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
