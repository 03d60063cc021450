import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** What stands in the demo's way, with its cure; one line each. */
export async function preflight(): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const port of [6641, 6642]) {
    const code = await tryTcp(port, '127.0.0.1');
    if (code !== undefined)
      problems.push(
        `tcp port ${port} on 127.0.0.1 is not to be had (${code}): stop what listens there, ss -ltnp 'sport = :${port}' shows it`,
      );
  }
  for (const address of ['127.0.0.11', '127.0.0.12']) {
    const code = await tryUdp(6081, address);
    if (code === 'EADDRNOTAVAIL')
      problems.push(
        `${address} does not exist here: give it to the loopback interface, sudo ifconfig lo0 alias ${address} (macOS)`,
      );
    else if (code !== undefined) {
      problems.push(
        `udp port 6081 on ${address} is not to be had (${code}): another switch holds it, ss -lunp 'sport = :6081' shows it`,
      );
    }
  }
  return problems;
}

function tryTcp(port: number, address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, address, () => server.close(() => resolve(undefined)));
  });
}

function tryUdp(port: number, address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve(error.code ?? error.message);
    });
    socket.bind(port, address, () => socket.close(() => resolve(undefined)));
  });
}
