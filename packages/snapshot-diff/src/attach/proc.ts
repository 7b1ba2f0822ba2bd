import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** A TCP socket that waits for connections, in the network namespace of a process. */
export interface ListeningSocket {
  /** `127.0.0.1`, `0.0.0.0`, `::1`, `::`, or the kernel's hexadecimal for any other. */
  address: string;
  port: number;
  /** Whether the process asked about holds it. */
  own: boolean;
}

/** What `/proc` says of a process now. Sizes in bytes. */
export interface ProcStatus {
  state: string;
  threads: number;
  residentSize: number;
  /** Its id as it sees it itself, in a container another than outside. */
  innerPid: number;
  /** Whether it has a handler for SIGUSR1; without one the signal would end it. */
  catchesSigusr1: boolean;
}

const SIGUSR1_BIT = 1n << 9n; // signal 10, counted from 1
const ADDRESSES: Readonly<Record<string, string>> = {
  '0100007F': '127.0.0.1',
  '00000000': '0.0.0.0',
  '00000000000000000000000001000000': '::1',
  '00000000000000000000000000000000': '::',
};

/** One process in Linux' `/proc`. Everything is read when asked; what cannot be read is undefined. */
export class Proc {
  /** Its id from here. */
  readonly pid: number;
  readonly #directory: string;
  readonly #root: string;

  constructor(pid: number, root: string = '/proc') {
    this.pid = pid;
    this.#root = root;
    this.#directory = join(root, String(pid));
  }

  get exists(): boolean {
    return this.#read('stat') !== undefined;
  }

  status(): ProcStatus | undefined {
    const text = this.#read('status');
    if (text === undefined) return undefined;
    const field = (name: string): string =>
      new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(text)?.[1] ?? '';
    return {
      state: field('State').charAt(0),
      threads: Number.parseInt(field('Threads'), 10),
      residentSize: Number.parseInt(field('VmRSS') || '0', 10) * 1024,
      innerPid: Number(field('NSpid').split(/\s+/).at(-1) || field('Pid')),
      catchesSigusr1: (BigInt(`0x${field('SigCgt') || '0'}`) & SIGUSR1_BIT) !== 0n,
    };
  }

  /** Path of the program; undefined for another user's process. */
  executable(): string | undefined {
    return this.#link('exe')?.replace(/ \(deleted\)$/, '');
  }

  /** A path by which the program can be read even when its file was replaced. */
  get executableFile(): string {
    return join(this.#directory, 'exe');
  }

  commandLine(): string[] {
    return (this.#read('cmdline') ?? '').split('\0').slice(0, -1);
  }

  environment(name: string): string | undefined {
    const entry = (this.#read('environ') ?? '')
      .split('\0')
      .find((text) => text.startsWith(`${name}=`));
    return entry?.slice(name.length + 1);
  }

  /** Names of the libraries it has mapped. */
  maps(): string {
    return this.#read('maps') ?? '';
  }

  sharesNetworkWithUs(): boolean {
    const theirs = this.#link('ns/net');
    const ours = link(join(this.#root, 'self/ns/net'));
    return theirs === undefined || ours === undefined || theirs === ours;
  }

  /** Open files by what they are: `socket`, `pipe`, `file`, `anon_inode:[eventpoll]`, … */
  openFiles(): Map<string, number> | undefined {
    const targets = this.#descriptors();
    if (!targets) return undefined;
    const kinds = new Map<string, number>();
    for (const target of targets) {
      const kind = target.startsWith('/') ? 'file' : target.replace(/^(socket|pipe):.*/, '$1');
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    return kinds;
  }

  listening(): ListeningSocket[] {
    const inodes = new Set<string>();
    for (const target of this.#descriptors() ?? []) {
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode !== undefined) inodes.add(inode);
    }
    const found: ListeningSocket[] = [];
    for (const table of ['net/tcp', 'net/tcp6']) {
      for (const line of (this.#read(table) ?? '').split('\n').slice(1)) {
        const columns = line.trim().split(/\s+/);
        const [address = '', port = ''] = (columns[1] ?? '').split(':');
        // 0A is TCP_LISTEN; the tenth column is the inode.
        if (columns[3] !== '0A') continue;
        found.push({
          address: ADDRESSES[address] ?? address,
          port: Number.parseInt(port, 16),
          own: inodes.has(columns[9] ?? ''),
        });
      }
    }
    return found;
  }

  #descriptors(): string[] | undefined {
    try {
      const directory = join(this.#directory, 'fd');
      // One may be closed between the listing and the look at it.
      return readdirSync(directory).flatMap((name) => link(join(directory, name)) ?? []);
    } catch {
      return undefined;
    }
  }

  #read(name: string): string | undefined {
    try {
      return readFileSync(join(this.#directory, name), 'utf8');
    } catch {
      return undefined;
    }
  }

  #link(name: string): string | undefined {
    return link(join(this.#directory, name));
  }
}

function link(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
