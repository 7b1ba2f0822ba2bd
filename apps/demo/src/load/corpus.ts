import { corpusSize, type Job } from './jobs.ts';
import { createRandom, type Random } from './random.ts';

const words =
  'memory thread worker buffer listener timer socket handle queue heap floor pause ' +
  'scope owner stream port signal result record ledger invoice parcel harbour window';

/** The documents that the tasks work on, made from a seed: no download, no file. */
export class Corpus {
  readonly #random: Random;
  readonly #words: readonly string[] = words.split(' ');
  readonly #binary: Uint8Array[];
  readonly #markdown: string[];
  readonly #csv: string[];
  readonly #brokenCsv: string[];

  /** @param scale the size of the documents; at 1, 48 KiB of bytes and 300 rows of CSV */
  constructor(seed: number, scale = 1) {
    this.#random = createRandom(seed);
    const sized = (full: number): number => Math.max(1, Math.round(full * scale));
    const each = <T>(make: () => T): T[] => Array.from({ length: corpusSize }, make);
    this.#binary = each(() => this.#makeBinary(sized(48 * 1024)));
    this.#markdown = each(() => this.#makeMarkdown(sized(24)));
    this.#csv = each(() => this.#makeCsv(sized(300), false));
    this.#brokenCsv = each(() => this.#makeCsv(Math.max(10, sized(60)), true));
  }

  /** The input of a job: bytes for gzip and hash, text for Markdown and CSV. */
  inputOf(job: Job): Uint8Array | string {
    if (job.kind === 'markdown') return this.#markdown[job.document] as string;
    if (job.kind === 'csv') {
      return (job.malformed ? this.#brokenCsv : this.#csv)[job.document] as string;
    }
    return this.#binary[job.document] as Uint8Array;
  }

  #sentence(length: number): string {
    return Array.from({ length }, () => this.#random.pick(this.#words)).join(' ');
  }

  /** Half text, half noise, so that gzip has something to do and something to fail at. */
  #makeBinary(size: number): Uint8Array {
    const bytes = Buffer.alloc(size, this.#sentence(400));
    for (let at = size >> 1; at < size; at++) bytes[at] = this.#random.below(256);
    // Its own memory, not a slice of Node's shared pool.
    return new Uint8Array(bytes);
  }

  #makeMarkdown(sections: number): string {
    const parts: string[] = [];
    for (let section = 1; section <= sections; section++) {
      parts.push(`## ${section}. ${this.#sentence(4)}`, this.#sentence(60));
      parts.push(
        [1, 2, 3].map(() => `- **${this.#sentence(2)}**: ${this.#sentence(8)}`).join('\n'),
      );
      parts.push(`| name | value |\n| --- | --- |\n| ${this.#sentence(1)} | ${section} |`);
    }
    return parts.join('\n\n');
  }

  #makeCsv(rows: number, broken: boolean): string {
    const lines = ['id,name,amount,country'];
    for (let row = 0; row < rows; row++) {
      const amount = (this.#random.next() * 1000).toFixed(2);
      // A row with a field too many is what the inspection in quarantine refuses.
      const surplus = broken && row % 10 === 9 ? ',surplus' : '';
      lines.push(
        `${row},"${this.#sentence(2)}",${amount},${this.#random.pick(this.#words)}${surplus}`,
      );
    }
    return lines.join('\n');
  }
}
