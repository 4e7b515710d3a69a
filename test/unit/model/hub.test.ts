import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importModel } from '../../../src/core/model/import.ts';
import { OwnhandError } from '../../../src/core/support/errors.ts';
import { type FakeHub, startHub } from './fakeHub.ts';
import { fixture, temporaryFolder } from './samples.ts';

const source = { kind: 'hub', id: 'org/tiny', revision: 'main' } as const;
const WEIGHTS = 'model.safetensors';
let hub: FakeHub;
let models: string;
beforeEach(async () => {
  hub = await startHub(fixture('tiny-qwen2'));
  models = temporaryFolder();
});
afterEach(() => hub.close());

const add = (options: object = {}) =>
  importModel(source, models, { endpoint: hub.endpoint, retryMs: 1, attempts: 3, ...options });

async function refused(promise: Promise<unknown>): Promise<OwnhandError> {
  const error = await promise.then(
    () => undefined,
    (caught) => caught,
  );
  expect(error).toBeInstanceOf(OwnhandError);
  return error;
}

/** Every file under the models folder, with its size. */
const left = (): string[] =>
  fs.readdirSync(models, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const size = () => fs.statSync(path.join(entry.parentPath, entry.name)).size;
    return entry.isFile() ? [`${entry.name} ${size()}`] : [];
  });
const fromOf = (file: string): number[] => hub.requests.filter((each) => each.file === file).map(({ from }) => from);

describe('a model from the Hub', () => {
  it('is the same model as from a local folder, and leaves no download behind', async () => {
    const model = await add();
    const local = await importModel({ kind: 'folder', path: fixture('tiny-qwen2') }, temporaryFolder());
    expect(model.manifest.sha256).toBe(local.manifest.sha256);
    expect(model.id).toBe('org/tiny');
    expect(model.manifest.source).toBe(`org/tiny@${'c'.repeat(40)}`);
    expect(fs.readdirSync(models).sort()).toEqual(['.downloads', 'org--tiny']);
    expect(fs.readdirSync(path.join(models, '.downloads'))).toEqual([]);
  });

  it('continues where a dropped connection stopped', async () => {
    hub.faults.drop = { file: WEIGHTS, after: 100_000, times: 3 };
    await add();
    const offsets = fromOf(WEIGHTS);
    expect(offsets.length).toBe(4);
    expect(offsets[0]).toBe(0);
    for (let i = 1; i < offsets.length; i++) expect(offsets[i]).toBeGreaterThan(offsets[i - 1]);
  });

  it('starts over if the server sends the whole file instead of the rest', async () => {
    hub.faults.drop = { file: WEIGHTS, after: 100_000, times: 1 };
    hub.faults.ignoreRange = true;
    await expect(add()).resolves.toBeDefined();
  });

  it('keeps an unfinished download, and continues it next time', async () => {
    hub.faults.drop = { file: WEIGHTS, after: 0, times: 99 };
    const first = await refused(add());
    expect(first.code).toBe('network');
    expect(first.message).toMatch(/continues where it stopped/);
    hub.faults.drop = { file: WEIGHTS, after: 150_000, times: 1 };
    const abort = new AbortController();
    const onProgress = ({ done }: { done?: number }) => {
      if ((done ?? 0) > 20_000) abort.abort();
    };
    expect((await refused(add({ signal: abort.signal, onProgress }))).code).toBe('cancelled');
    const part = left().find((each) => each.startsWith(`${WEIGHTS}.part`));
    const have = Number(part?.split(' ')[1]);
    expect(have).toBeGreaterThan(20_000);
    expect(fs.readdirSync(models)).toEqual(['.downloads']);
    hub.requests.length = 0;
    hub.faults = {};
    await add();
    expect(hub.requests).toEqual([{ file: WEIGHTS, from: have }]);
  });

  it('gives up on a server that falls silent', async () => {
    hub.faults.silent = { file: WEIGHTS, after: 0 };
    const error = await refused(add({ stallMs: 50 }));
    expect(error.code).toBe('network');
    expect(fromOf(WEIGHTS).length).toBe(3);
  });

  it('is refused and deleted if its hash is wrong', async () => {
    hub.faults.wrongHash = WEIGHTS;
    const error = await refused(add());
    expect(error.code).toBe('bad-model');
    expect(error.message).toMatch(/wrong hash/);
    expect(left().filter((each) => each.startsWith(WEIGHTS))).toEqual([]);
    expect(fs.readdirSync(models)).toEqual(['.downloads']);
  });

  it('is refused and deleted if it was damaged on the way', async () => {
    // The first half comes from another file, as after a cache error.
    hub.faults.drop = { file: WEIGHTS, after: 150_000, times: 1 };
    const onProgress = ({ message }: { message: string }) => {
      if (!message.endsWith('trying again')) return;
      const part = fs.readdirSync(models, { recursive: true }).find((each) => String(each).endsWith('.part'));
      const fd = fs.openSync(path.join(models, String(part)), 'r+');
      fs.writeSync(fd, Buffer.from('damage'), 0, 6, 1000);
      fs.closeSync(fd);
    };
    expect((await refused(add({ onProgress }))).message).toMatch(/wrong hash/);
  });

  it('is refused before its weights are fetched if its architecture is unknown', async () => {
    const folder = path.join(temporaryFolder(), 'm');
    fs.cpSync(fixture('tiny-qwen2'), folder, { recursive: true });
    const config = path.join(folder, 'config.json');
    fs.writeFileSync(config, fs.readFileSync(config, 'utf8').replace('"qwen2"', '"gemma9"'));
    hub.close();
    hub = await startHub(folder);
    expect((await refused(add())).message).toMatch(/"gemma9".*llama, qwen2, qwen3/);
    expect(fromOf(WEIGHTS)).toEqual([]);
  });

  it('is refused by name if files are missing', async () => {
    const folder = temporaryFolder();
    fs.copyFileSync(fixture('tiny-qwen2', 'config.json'), path.join(folder, 'config.json'));
    hub.close();
    hub = await startHub(folder);
    expect((await refused(add())).message).toMatch(/no tokenizer\.json on the Hub/);
    fs.copyFileSync(fixture('tiny-qwen2', 'tokenizer.json'), path.join(folder, 'tokenizer.json'));
    expect((await refused(add())).message).toMatch(/no safetensors weights on the Hub/);
  });

  it.each([
    [404, 'bad-input', /not on the Hub/],
    [401, 'bad-input', /private or gated/],
    [503, 'network', /Unexpected answer \(503\)/],
  ])('is refused plainly with status %d', async (status, code, message) => {
    hub.faults.status = status;
    const error = await refused(add());
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it('is unavailable from a Hub that does not answer, or is forbidden', async () => {
    hub.faults.mute = true;
    const error = await refused(add({ connectMs: 60 }));
    expect(error.code).toBe('network');
    expect(error.message).toMatch(/Could not reach/);
    process.env.HF_HUB_OFFLINE = '1';
    try {
      expect((await refused(add())).message).toMatch(/HF_HUB_OFFLINE/);
    } finally {
      delete process.env.HF_HUB_OFFLINE;
    }
  });

  it('takes its endpoint from HF_ENDPOINT, and a revision', async () => {
    process.env.HF_ENDPOINT = `${hub.endpoint}/`;
    try {
      const model = await importModel({ ...source, revision: 'v1' }, models);
      expect(model.id).toBe('org/tiny@v1');
    } finally {
      delete process.env.HF_ENDPOINT;
    }
  });
});
