import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { OwnhandError } from '../../../src/core/support/errors.ts';
import { WorkerClient, type WorkerClientOptions } from '../../../src/worker/client.ts';
import { CrashLimit } from '../../../src/worker/crashLimit.ts';
import { NODE_FLAGS } from '../../../src/worker/nodeFlags.ts';
import { History, Mine, Search } from '../../../src/worker/requests/library.ts';
import { HoldTraining } from '../../../src/worker/requests/training.ts';
import { ProgressNote, Status } from '../../../src/worker/requests/worker.ts';
import { Titles } from '../../../src/worker/requests/writing.ts';

const script = fileURLToPath(new URL('../../fixtures/worker-client/worker.mjs', import.meta.url));
const clients: WorkerClient[] = [];

function makeClient(options: Partial<WorkerClientOptions> = {}): WorkerClient {
  const client = new WorkerClient({
    script,
    role: 'serve',
    initialize: { home: '/home/writer', model: null, device: 'cpu', threads: 2 },
    backoffMs: 10,
    ...options,
  });
  clients.push(client);
  return client;
}

async function failure(promise: Promise<unknown>): Promise<OwnhandError> {
  return promise.then(
    () => expect.fail('should have been rejected'),
    (error: OwnhandError) => error,
  );
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > end) expect.fail('waited too long');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});

describe('WorkerClient', () => {
  it('forks with its role, initializes first, and switches the telemetry of ONNX Runtime off', async () => {
    const client = makeClient({ role: 'train' });
    const status = await client.start();
    expect(status).toMatchObject({ home: '/home/writer', device: 'train' });
    expect(client.state).toBe('ready');
    const seen = await client.request(Status, undefined);
    expect(seen).toEqual({ pid: client.pid, telemetry: '1', asNode: '1', execArgv: NODE_FLAGS });
  });

  it('passes progress on until its listener is removed', async () => {
    const client = makeClient();
    const seen: unknown[] = [];
    const stop = client.onNotification(ProgressNote, (progress) => seen.push(progress));
    expect(await client.request(Mine, { paths: ['posts'] })).toEqual({ items: 3 });
    expect(seen).toEqual([1, 2, 3].map((done) => ({ message: 'Reading posts', done, total: 3 })));
    stop();
    await client.request(Mine, { paths: ['posts'] });
    expect(seen).toHaveLength(3);
  });

  it('tells everyone who listens to a kind of note, even those who come while the worker starts', async () => {
    const client = makeClient();
    const seen: string[] = [];
    const stop = client.onNotification(ProgressNote, ({ done }) => seen.push(`a${done}`));
    const answer = client.request(Mine, { paths: ['posts'] });
    client.onNotification(ProgressNote, ({ done }) => seen.push(`b${done}`));
    await answer;
    expect(seen).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
    stop();
    await client.request(Mine, { paths: ['posts'] });
    expect(seen.slice(6)).toEqual(['b1', 'b2', 'b3']);
  });

  it('tells a running worker, but starts none just to tell it', async () => {
    const log: string[] = [];
    const client = makeClient({ onLog: (line) => log.push(line) });
    client.notify(HoldTraining, { held: true });
    expect(client.pid).toBeUndefined();
    const starting = client.start();
    client.notify(HoldTraining, { held: true });
    client.notify(HoldTraining, { held: false });
    await starting;
    await until(() => log.length === 2);
    expect(log).toEqual(['held: true', 'held: false']);
  });

  it("gives the worker's own code and sentence", async () => {
    const error = await failure(makeClient().request(Titles, { text: '', n: 3 }));
    expect(error.code).toBe('no-model');
    expect(error.message).toBe('No base model has been added; run `ownhand model add`.');
  });

  it('cancels by signal and by token, and the worker hears of it', async () => {
    const log: string[] = [];
    const client = makeClient({ onLog: (line) => log.push(line) });
    await client.start();
    const controller = new AbortController();
    const bySignal = failure(client.request(Search, { query: 'a', k: 60_000 }, { signal: controller.signal }));
    const source = new CancellationTokenSource();
    const byToken = failure(client.request(Search, { query: 'a', k: 60_000 }, { token: source.token }));
    await client.request(Status, undefined); // both are on their way by now
    controller.abort();
    source.cancel();
    expect((await bySignal).code).toBe('cancelled');
    expect((await byToken).code).toBe('cancelled');
    await until(() => log.filter((line) => line === 'cancel seen by the worker').length === 2);
    expect(await client.request(Search, { query: 'a', k: 1 })).toEqual({ hits: [], ms: 1 });
  });

  it('rejects at once what is cancelled beforehand or while the worker starts', async () => {
    const client = makeClient();
    const error = await failure(client.request(Status, undefined, { signal: AbortSignal.abort() }));
    expect(error.code).toBe('cancelled');
    expect(client.pid).toBeUndefined();
    const controller = new AbortController();
    const pending = failure(client.request(Status, undefined, { signal: controller.signal }));
    controller.abort();
    expect((await pending).code).toBe('cancelled');
  });

  it('rejects what is in flight when the worker crashes, then restarts it', async () => {
    const states: string[] = [];
    const client = makeClient({ onState: (state) => states.push(state) });
    await client.start();
    const first = client.pid;
    const slow = failure(client.request(Search, { query: 'a', k: 60_000 }));
    const crash = failure(client.request(History, { limit: 1 }));
    for (const error of [await slow, await crash]) {
      expect(error.code).toBe('internal');
      expect(error.message).toBe('The serve worker ended unexpectedly (exit code 7); try again.');
    }
    await until(() => client.state === 'ready');
    expect(client.pid).not.toBe(first);
    expect(states).toEqual(['starting', 'ready', 'waiting', 'starting', 'ready']);
  });

  it('gives up after five crashes within a minute and says so', async () => {
    const messages: string[] = [];
    const client = makeClient({
      initialize: { home: '/', model: 'crash-on-start', device: 'cpu', threads: null },
      backoffMs: 1,
      onState: (state, message) => state === 'failed' && messages.push(message),
    });
    expect((await failure(client.start())).code).toBe('internal');
    await until(() => client.state === 'failed');
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/crashed 5 times within a minute/);
    expect((await failure(client.request(Status, undefined))).message).toBe(messages[0]);
  });

  it('does not restart if told not to', async () => {
    const client = makeClient({ role: 'train', restart: false });
    await client.start();
    await failure(client.request(History, { limit: 1 }));
    await until(() => client.state === 'stopped');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(client.pid).toBeUndefined();
  });

  it('says what is wrong if the script is missing', async () => {
    const client = makeClient({ script: `${script}.missing`, restart: false });
    const error = await failure(client.start());
    expect(error.code).toBe('internal');
  });

  it('ends the child on dispose and rejects what is in flight as cancelled', async () => {
    const client = makeClient();
    await client.start();
    const pid = client.pid!;
    const slow = failure(client.request(Search, { query: 'a', k: 60_000 }));
    await client.request(Status, undefined);
    client.dispose();
    expect((await slow).code).toBe('cancelled');
    await until(() => !isAlive(pid));
    expect((await failure(client.request(Status, undefined))).code).toBe('cancelled');
  });
});

describe('CrashLimit', () => {
  it('counts only what lies within the window', () => {
    const limit = new CrashLimit(3, 1000);
    expect([limit.add(0), limit.add(10), limit.add(1005)]).toEqual([false, false, false]);
    expect(limit.count).toBe(2);
    expect(limit.add(1006)).toBe(true);
  });

  it('keeps nothing of a request that was answered', async () => {
    const client = makeClient();
    const ask = async (times: number) => {
      for (let time = 0; time < times; time++) await client.request(Status, undefined);
    };
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const heap = () => {
      for (let time = 0; time < 3; time++) collect();
      return process.memoryUsage().heapUsed;
    };
    await ask(500);
    const before = heap();
    await ask(2_000);
    // It used to be about 1,500 bytes per request.
    expect((heap() - before) / 2_000).toBeLessThan(150);
  });
});
