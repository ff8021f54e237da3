import { connect, createServer, type Socket } from 'node:net';

/** A port on loopback that leads to a server, and can be shut and opened again as if the server went away and came back. */
export type ServerSwitch = {
  readonly port: number;
  readonly shut: () => Promise<void>;
  readonly open: () => Promise<void>;
  /** The number of connections so far. */
  readonly countConnections: () => number;
};

/** Opens a port that leads to another one of this computer. */
export const startServerSwitch = async (serverPort: number): Promise<ServerSwitch> => {
  const sockets = new Set<Socket>();
  let connectionCount = 0;
  const entrance = createServer((client) => {
    connectionCount += 1;
    const server = connect(serverPort, '127.0.0.1');
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    client.pipe(server).pipe(client);
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      entrance.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
  await listen(0);
  const address = entrance.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    port,
    shut: () =>
      new Promise((resolve) => {
        entrance.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
    open: () => listen(port),
    countConnections: () => connectionCount,
  };
};
