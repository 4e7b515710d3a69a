import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** What the fake Hub does wrong, by file name. */
interface Faults {
  /** Drop the connection after this many bytes, for this many requests. */
  drop?: { file: string; after: number; times: number };
  /** Reported hash of a file, instead of its own. */
  wrongHash?: string;
  /** Answer every range request with the whole file. */
  ignoreRange?: boolean;
  /** Status of the repository listing. */
  status?: number;
  /** Stop sending after this many bytes, without ending. */
  silent?: { file: string; after: number };
  /** Say nothing at all. */
  mute?: boolean;
}

export interface FakeHub {
  endpoint: string;
  /** Every file request: name, and the first byte asked for. */
  requests: { file: string; from: number }[];
  faults: Faults;
  close(): void;
}

/** Serves a model folder as "org/tiny" the way the Hub does, on 127.0.0.1. */
export async function startHub(folder: string, commit = 'c'.repeat(40)): Promise<FakeHub> {
  const requests: FakeHub['requests'] = [];
  const hub: FakeHub = { endpoint: '', requests, faults: {}, close: () => server.closeAllConnections() };
  const listing = () =>
    fs
      .readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .map((name) => {
        const content = fs.readFileSync(path.join(folder, name));
        const sha256 =
          hub.faults.wrongHash === name ? '0'.repeat(64) : crypto.createHash('sha256').update(content).digest('hex');
        const git = crypto.createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
        const large = name.endsWith('.safetensors');
        return {
          rfilename: name,
          size: content.length,
          blobId: git,
          ...(large && { lfs: { sha256, size: content.length } }),
        };
      });
  const server = http.createServer((request, response) => {
    if (hub.faults.mute) return;
    const url = new URL(request.url ?? '/', 'http://hub');
    if (/^\/api\/models\/org\/tiny\/revision\/(main|v1)$/.test(url.pathname) && url.searchParams.has('blobs')) {
      response.statusCode = hub.faults.status ?? 200;
      response.end(JSON.stringify({ sha: commit, siblings: listing() }));
      return;
    }
    const match = new RegExp(`^/org/tiny/resolve/${commit}/([\\w./-]+)$`).exec(url.pathname);
    if (!match || !fs.existsSync(path.join(folder, match[1]))) {
      response.statusCode = 404;
      response.end();
      return;
    }
    sendFile(match[1], request, response);
  });
  const sendFile = (name: string, request: http.IncomingMessage, response: http.ServerResponse): void => {
    const content = fs.readFileSync(path.join(folder, name));
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const from = range ? Number(range[1]) : 0;
    requests.push({ file: name, from });
    const start = hub.faults.ignoreRange ? 0 : from;
    if (start > 0) {
      response.statusCode = 206;
      response.setHeader('content-range', `bytes ${start}-${content.length - 1}/${content.length}`);
    }
    response.setHeader('content-length', content.length - start);
    const { drop, silent } = hub.faults;
    if (drop?.file === name && drop.times > 0) {
      drop.times--;
      response.write(content.subarray(start, start + drop.after), () => request.socket.destroy());
    } else if (silent?.file === name) {
      response.write(content.subarray(start, start + silent.after));
    } else {
      response.end(content.subarray(start));
    }
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  hub.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return hub;
}
