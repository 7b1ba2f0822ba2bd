import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { CreateHandler } from '../handler.ts';
import { makes } from '../../systems/leaks.ts';

/** Every task tells a collector over TCP; the connection is left to itself. */
export const socketPerTask: CreateHandler = ({ registry }) => {
  const accepted = new Map<number | undefined, Socket>();
  const server = registry.server(
    createServer((socket) => {
      const { remotePort } = socket;
      accepted.set(remotePort, socket);
      socket.once('data', () => socket.write('ok'));
      socket.on('error', () => socket.destroy());
      socket.on('close', () => accepted.delete(remotePort));
    }),
  );
  const listening = once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    counters: { connections: () => accepted.size },
    async process({ input }) {
      await listening;
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      socket.write(input.subarray(0, 1024));
      await once(socket, 'data');
      // LEAK, a socket per task: neither ended nor destroyed, at both ends of the connection.
      if (!makes('socket-per-task')) {
        const peer = accepted.get(socket.localPort);
        socket.destroy();
        await Promise.all([closed(socket), peer && closed(peer)]);
      }
      return true;
    },
  };
};

const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.once('close', () => resolve()));
