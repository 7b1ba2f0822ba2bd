// The module that the pool loads in its workers: plain exported functions.
import '@watertight/gc-probe/worker';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { marked } from 'marked';
import Papa from 'papaparse';
import { withLeftovers } from './leftovers.ts';

/** What every task returns: some bytes, and how many faults its input had. */
export interface Output {
  readonly bytes: Uint8Array;
  readonly faults: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function gzip(id: number, input: Uint8Array): Output {
  return withLeftovers(id, () => ({ bytes: ownBytes(gzipSync(input, { level: 4 })), faults: 0 }));
}

export function hash(id: number, input: Uint8Array): Output {
  return withLeftovers(id, () => {
    let digest = createHash('sha256').update(input).digest();
    for (let round = 0; round < 20; round++) {
      digest = createHash('sha256').update(digest).update(input).digest();
    }
    return { bytes: ownBytes(digest), faults: 0 };
  });
}

export function markdown(id: number, input: Uint8Array): Output {
  return withLeftovers(id, () => ({
    bytes: encoder.encode(marked.parse(decoder.decode(input), { async: false })),
    faults: 0,
  }));
}

export function csv(id: number, input: Uint8Array): Output {
  return withLeftovers(id, () => {
    const { data, errors } = Papa.parse<Record<string, string>>(decoder.decode(input), {
      header: true,
    });
    const totals = new Map<string, number>();
    for (const row of data) {
      const country = row['country'] ?? '';
      totals.set(country, (totals.get(country) ?? 0) + Number(row['amount']));
    }
    const summary = { rows: data.length, totals: Object.fromEntries(totals) };
    return { bytes: encoder.encode(JSON.stringify(summary)), faults: errors.length };
  });
}

/** Out of Node's shared buffer pool: a view of 32 bytes would keep 8 KiB alive. */
function ownBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer);
}
