import { isIP } from 'node:net';
import { ArgumentError, AttachError } from '../errors.ts';

/** Where an inspector listens. */
export interface InspectorAddress {
  host: string;
  port: number;
}

/**
 * Reads `HOST:PORT`, `:PORT`, `PORT` or a `ws:` address.
 * @throws {ArgumentError} for anything else
 * @throws {AttachError} ERR_ATTACH_ADDRESS when it is not on this machine and `remote` is not set
 */
export function readAddress(text: string, remote: boolean): InspectorAddress {
  const match = /^(?:(?:ws|http):\/\/)?(\[[\da-f:.]+\]|[^:/[\]\s]*)?:?(\d{1,5})(?:\/.*)?$/i.exec(
    text,
  );
  const port = Number(match?.[2]);
  if (!match || port === 0 || port > 65_535) {
    throw new ArgumentError(
      `inspector address "${text}": expected HOST:PORT, such as 127.0.0.1:9229`,
    );
  }
  const host = (match[1] || '127.0.0.1').replace(/^\[|\]$/g, '');
  if (!remote && !isLoopback(host)) {
    throw new AttachError(
      'ERR_ATTACH_ADDRESS',
      `${host} is not this machine: an inspector has no password, and whoever reaches it owns the process. Forward its port (ssh -L 9229:127.0.0.1:${port} ${host}, kubectl port-forward) and use 127.0.0.1:9229, or allow remote addresses`,
    );
  }
  return { host, port };
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return (isIP(host) === 4 && host.startsWith('127.')) || host === '::1';
}

/** What to write into an URL. */
export function hostAndPort({ host, port }: InspectorAddress): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/** Longest answer to `/json/list` that is read, in bytes. */
const LONGEST = 1 << 20;

/**
 * The WebSocket of the Node.js inspector at an address; undefined when something else, or nothing,
 * listens there.
 */
export async function webSocketAt(
  address: InspectorAddress,
  timeout: number,
): Promise<URL | undefined> {
  const text = await fetchText(`http://${hostAndPort(address)}/json/list`, timeout);
  try {
    const list = JSON.parse(text ?? '') as { type?: string; webSocketDebuggerUrl?: string }[];
    const target = list.find(({ type }) => type === 'node');
    if (!target?.webSocketDebuggerUrl) return undefined;
    const url = new URL(target.webSocketDebuggerUrl);
    // It names the address that it listens on; behind a forwarded port that is not where we ask.
    url.host = hostAndPort(address);
    return url;
  } catch {
    return undefined;
  }
}

async function fetchText(url: string, timeout: number): Promise<string | undefined> {
  const { get } = await import('node:http'); // only where it is needed: it is slow to load
  return new Promise((resolve) => {
    // The inspector answers only to IP addresses and `localhost`, against DNS rebinding.
    const asking = get(url, { agent: false, headers: { host: 'localhost' } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > LONGEST) asking.destroy();
      });
      response.on('end', () => resolve(text));
    });
    const timer = setTimeout(() => asking.destroy(), timeout);
    asking.on('error', () => resolve(undefined));
    asking.on('close', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}
