/** A small web proxy for tests: the only way to a host with a made-up name. */
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

export interface WebProxy {
  url: string;
  /** What was asked of it: `CONNECT host:port`, or a method and address. */
  requests: string[];
  close(): void;
}

/** @param host a name that no resolver knows; @param target the address on this machine that it stands for */
export async function startProxy(host: string, target: string): Promise<WebProxy> {
  const { port } = new URL(target);
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const url = new URL(request.url ?? '/', target);
    if (url.hostname !== host) {
      response.writeHead(502).end();
      return;
    }
    const { method, headers } = request;
    const path = url.pathname + url.search;
    const onward = http.request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
      answer.on('aborted', () => response.destroy());
    });
    onward.on('error', () => response.destroy());
    onward.end();
  });
  server.on('connect', (request, socket: net.Socket, head) => {
    requests.push(`CONNECT ${request.url}`);
    if (request.url?.split(':')[0] !== host) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const onward = net.connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
