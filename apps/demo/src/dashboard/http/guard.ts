import type { IncomingMessage } from 'node:http';

export interface Refusal {
  readonly status: 403 | 405 | 415;
  readonly reason: string;
}

type Asked = Pick<IncomingMessage, 'method' | 'headers'>;

/**
 * Why a request is refused; undefined for one that may pass. The server listens on loopback only, but
 * every page that the person has open can send requests there, and a name that resolves to 127.0.0.1
 * can make them look like its own (DNS rebinding): so Host and Origin must name this very server.
 */
export function refusal({ method = '', headers }: Asked, port: number): Refusal | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host = '', origin } = headers;
  if (!hosts.includes(host)) return forbidden(`Host ${JSON.stringify(host)} is not this server`);
  if (origin !== undefined && origin !== `http://${host}`) {
    return forbidden(`Origin ${JSON.stringify(origin)} is not this server`);
  }
  // Browsers send no Origin with the scripts and images of a page; this header they always send.
  const site = headers['sec-fetch-site'];
  const navigates = headers['sec-fetch-mode'] === 'navigate' && method === 'GET';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !navigates) {
    return forbidden('the request comes from another site');
  }
  if (method === 'GET' || method === 'HEAD') return undefined;
  if (method !== 'POST') return { status: 405, reason: 'expected GET, HEAD or POST' };
  if (origin === undefined) return forbidden('a POST needs the Origin of this server');
  // No form can send this type: a cross-site one would have to ask first, and nobody answers.
  if (!/^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) {
    return { status: 415, reason: 'a POST needs Content-Type: application/json' };
  }
  return undefined;
}

const forbidden = (reason: string): Refusal => ({ status: 403, reason });
