import fs from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, expect, it } from 'vitest';
import { type CancellationToken, createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import { type Download, type Network, ownNetwork } from '../../../src/core/model/sources/download.ts';
import { downloadFromHub } from '../../../src/core/model/sources/hub.ts';
import { OwnhandError } from '../../../src/core/support/errors.ts';
import { hostNetwork } from '../../../src/worker/network.ts';
import { HostAsk, HostDownload } from '../../../src/worker/requests/worker.ts';
import { asResponseError, type ErrorData, signalOf } from '../../../src/worker/wire.ts';
import { startHub } from '../model/fakeHub.ts';
import { fixture, scratch } from '../tiny.ts';

const open: { dispose(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.dispose();
});

/** A worker's view of the network, answered by `network` at the other end of a connection. */
function answeredBy(network: Network): Network {
  const [there, back] = [new PassThrough(), new PassThrough()];
  const host = createMessageConnection(there, back);
  const worker: MessageConnection = createMessageConnection(back, there);
  host.onRequest<unknown, ErrorData>(HostAsk.method, ({ url }: { url: string }, token: CancellationToken) =>
    network.ask(url, signalOf(token)).catch(asResponseError),
  );
  host.onRequest<unknown, ErrorData>(HostDownload.method, (file: Download, token: CancellationToken) =>
    network.download(file, { signal: signalOf(token) }).then(() => null, asResponseError),
  );
  for (const each of [host, worker]) {
    each.listen();
    open.push(each);
  }
  return hostNetwork(worker);
}

it('fetches a model through the caller, and continues where an earlier attempt stopped', async () => {
  const hub = await startHub(fixture('tiny-llama-gqa-tied'));
  const folder = scratch();
  open.push({ dispose: () => hub.close() });
  open.push({ dispose: () => fs.rmSync(folder, { recursive: true, force: true }) });
  hub.faults.drop = { file: 'model.safetensors', after: 5000, times: 1 };
  const network = answeredBy(ownNetwork({ retryMs: 1 }));
  const options = {
    endpoint: hub.endpoint,
    network,
    // This would be noticed: this process itself opens no connection.
    fetch: () => expect.fail('the worker opened a connection'),
  };
  const source = { kind: 'hub', id: 'org/tiny', revision: 'main' } as const;
  const { folder: got } = await downloadFromHub(source, folder, options);
  expect(fs.existsSync(path.join(got, 'model.safetensors'))).toBe(true);
  const weights = hub.requests.filter(({ file }) => file === 'model.safetensors');
  expect(weights.map(({ from }) => from > 0)).toEqual([false, true]);
});

it("keeps the code of the caller's errors, and cancels there", async () => {
  let stopped = false;
  const network = answeredBy({
    ask: () => Promise.reject(new OwnhandError('network', 'The proxy wants a password.')),
    download: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          stopped = true;
          reject(new OwnhandError('cancelled', 'Stopped before it was finished.'));
        });
      }),
  });
  await expect(network.ask('http://hub/')).rejects.toMatchObject({ code: 'network', message: /password/ });
  const controller = new AbortController();
  const file = { url: 'http://hub/x', target: '/x', size: null, hash: { kind: 'git', hex: '' } } as const;
  const going = network.download(file, { signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  await expect(going).rejects.toMatchObject({ code: 'cancelled' });
  expect(stopped).toBe(true);
});
