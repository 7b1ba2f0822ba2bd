import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server, Socket } from 'node:net';
import type { Kind, OwnOptions } from '../types.ts';
import type { Scope } from '../core/scope.ts';
import { checkMethods, ownWith, until } from './own.ts';
import type { Verb } from './own.ts';

/** What the kind needs of a net, http, https or http2 server. */
export type AnyServer = Server;

interface HttpMessageEvent {
  readonly server: unknown;
  readonly response: { setHeader(name: string, value: string): void };
}

interface Session {
  close(): void;
  once(event: 'close', listener: () => void): void;
}

/** A server together with every connection it has accepted, which the server itself loses on an upgrade. */
class Listening {
  readonly server: AnyServer;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<Session>();

  constructor(server: AnyServer) {
    this.server = server;
    for (const socket of openSockets(server)) this.#take(socket);
    server.on('connection', this.#take);
    // Only an HTTP/2 server emits it.
    server.on('session', this.#takeSession);
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** Lets requests in flight finish; every connection that has nothing to do is closed. */
  drain(): Promise<void> {
    const idle = this.server as Server & { closeIdleConnections?: () => void };
    const hangUp = (event: unknown): void => {
      const { server, response } = event as HttpMessageEvent;
      if (server === this.server) response.setHeader('connection', 'close');
    };
    // A connection is idle only after its response has been handed over entirely.
    const sweep = (event: unknown): void => {
      if ((event as HttpMessageEvent).server !== this.server) return;
      setImmediate(() => idle.closeIdleConnections?.());
    };
    const stop = (): void => {
      unsubscribe('http.server.request.start', hangUp);
      unsubscribe('http.server.response.finish', sweep);
      this.forget();
    };
    subscribe('http.server.request.start', hangUp);
    subscribe('http.server.response.finish', sweep);
    for (const session of this.#sessions) session.close();
    return new Promise((resolve, reject) => {
      this.server.close((error) => {
        stop();
        // Closed already, or being closed by somebody else: either way it is closed now.
        const { code } = (error ?? {}) as NodeJS.ErrnoException;
        if (error && code !== 'ERR_SERVER_NOT_RUNNING') reject(error);
        else resolve(this.#gone());
      });
      idle.closeIdleConnections?.();
    });
  }

  /** The server counts a socket as gone when it is destroyed, some turns before its descriptor is closed. */
  async #gone(): Promise<void> {
    await Promise.all(
      Array.from(this.#sockets, (socket) => until(socket, 'close', () => undefined)),
    );
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  forget(): void {
    this.server.removeListener('connection', this.#take);
    this.server.removeListener('session', this.#takeSession);
  }

  readonly #take = (socket: Socket): void => {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  };

  readonly #takeSession = (session: Session): void => {
    this.#sessions.add(session);
    session.once('close', () => this.#sessions.delete(session));
  };
}

const watched = new WeakMap<AnyServer, Listening>();

const server: Kind<AnyServer> = {
  kind: 'server',
  dispose: (listening) => watched.get(listening)!.drain(),
  escalate: (listening) => watched.get(listening)!.destroy(),
  describe: (listening) => {
    const address = listening.address();
    const where = address && typeof address === 'object' ? `port ${address.port}` : address;
    const { connections = 0 } = watched.get(listening) ?? {};
    return `${listening.constructor.name} on ${where ?? 'no address'}, ${connections} connections`;
  },
};

export function ownServer<T extends AnyServer>(
  scope: Scope,
  listening: T,
  options: OwnOptions | undefined,
  verb: Verb,
): T {
  checkMethods('server', 'a net, http, https or http2 server', listening, ['close', 'on']);
  const connections = watched.get(listening) ?? new Listening(listening);
  watched.set(listening, connections);
  const leave = (): void => {
    connections.forget();
    scope.remove(node);
  };
  const unwatch = (): void => void listening.removeListener('close', leave);
  listening.once('close', leave);
  const node = ownWith(scope, listening, server, options, { unwatch }, verb);
  return listening;
}

/** The connections accepted before the server was registered: each active socket knows its server. */
function openSockets(owner: AnyServer): Socket[] {
  const { _getActiveHandles: handles } = process as unknown as {
    _getActiveHandles?: () => object[];
  };
  const all = (handles?.call(process) ?? []) as (Socket & { server?: unknown })[];
  return all.filter((handle) => handle.server === owner);
}
