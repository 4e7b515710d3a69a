import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { unfinished } from '../../../src/core/files/leftovers.ts';
import { BaseModel, findModel, listModels, modelInfo, removeModel } from '../../../src/core/model/base.ts';
import { openFolderCheckpoint } from '../../../src/core/model/checkpoint.ts';
import { exportHuggingFace } from '../../../src/core/model/export.ts';
import { folderName, parseSource } from '../../../src/core/model/ids.ts';
import { importModel } from '../../../src/core/model/import.ts';
import { readSafetensors, writeSafetensors } from '../../../src/core/model/safetensors.ts';
import type { OwnhandError } from '../../../src/core/support/errors.ts';
import { TINY } from '../tiny.ts';
import { fixture, fixtureJson, sameBits, temporaryFolder, writeGguf } from './samples.ts';
import { tinyGguf } from './tinyGguf.ts';

const folderSource = (name: string) => ({ kind: 'folder', path: fixture(name) }) as const;

/** Code and message of the refusal. */
async function refused(promise: Promise<unknown>): Promise<OwnhandError> {
  const error = await promise.then(
    () => undefined,
    (caught) => caught,
  );
  expect(error?.name).toBe('OwnhandError');
  return error;
}

/** A copy of a fixture folder, to be damaged. */
function copyOf(name: string): string {
  const folder = path.join(temporaryFolder(), name);
  fs.cpSync(fixture(name), folder, { recursive: true });
  return folder;
}

describe('importing', () => {
  it.each(TINY)('keeps the weights of %s exactly in float32, closely in 8 bits', async (name) => {
    const models = temporaryFolder();
    const plain = await importModel(folderSource(name), models, { precision: 'f32', id: 'plain' });
    const packed = await importModel(folderSource(name), models, { id: 'packed' });
    const original = openFolderCheckpoint(fixture(name));
    const names = Object.keys(plain.manifest.tensors);
    expect(Object.keys(packed.manifest.tensors)).toEqual(names);
    expect(names.includes('lm_head.weight')).toBe(!plain.manifest.config.tieEmbeddings);
    let parameters = 0;
    for (const each of names) {
      const expected = original.tensors.get(each)!.read();
      parameters += expected.length;
      expect(sameBits(plain.readTensor(each), expected)).toBe(true);
      const rough = packed.readTensor(each);
      const stored = packed.manifest.tensors[each];
      expect(stored.dtype).toBe(stored.shape.length === 2 ? 'q8' : 'f32');
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - rough[i])), 0);
      expect(worst).toBeLessThanOrEqual(stored.dtype === 'q8' ? (largest / 127) * 0.501 : 0);
    }
    original.close();
    expect(packed.manifest.parameters).toBe(parameters);
  });

  it('writes the weights where the manifest says', async () => {
    const models = temporaryFolder();
    const model = await importModel(folderSource('tiny-qwen2'), models);
    expect(fs.readdirSync(models)).toEqual(['tiny-qwen2']);
    expect(fs.readdirSync(model.folder).sort()).toEqual([
      'config.json',
      'model.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'weights.bin',
    ]);
    const weights = fs.readFileSync(model.weightsPath);
    expect(weights.length).toBe(model.manifest.bytes);
    expect(crypto.createHash('sha256').update(weights).digest('hex')).toBe(model.manifest.sha256);
    const ranges: [number, number][] = [];
    for (const stored of Object.values(model.manifest.tensors)) {
      ranges.push([stored.offset, stored.length]);
      if (stored.dtype === 'q8') {
        expect(stored.length).toBe(stored.shape[0] * stored.shape[1]);
        expect(stored.scalesLength).toBe((stored.length / stored.block) * 4);
        ranges.push([stored.scalesOffset, stored.scalesLength]);
      }
    }
    let end = 0;
    for (const [offset, length] of ranges) {
      expect(offset % 4096).toBe(0);
      expect(offset).toBeGreaterThanOrEqual(end);
      end = offset + length;
    }
    expect(end).toBe(weights.length);
    await expect(model.verify()).resolves.toBeUndefined();
  });

  it('gives a GGUF and the folder it was made from the same weights file', async () => {
    const models = temporaryFolder();
    const fromFolder = await importModel(folderSource('tiny-llama-gqa-tied'), models);
    const gguf = writeGguf(tinyGguf('tiny-llama-gqa-tied'), 'Tiny.gguf');
    const fromGguf = await importModel(parseSource(gguf), models);
    expect(fromGguf.id).toBe('Tiny');
    expect(fromGguf.manifest.sha256).toBe(fromFolder.manifest.sha256);
    expect((await fromGguf.tokenizer()).eosIds).toEqual((await fromFolder.tokenizer()).eosIds);
  });

  it('reads sharded checkpoints, end tokens of the generation config, and a template in its own file', async () => {
    const folder = copyOf('tiny-llama-gqa-tied');
    const whole = readSafetensors(path.join(folder, 'model.safetensors'));
    const weight_map: Record<string, string> = {};
    const shards: [string, { name: string; shape: number[]; data: Float32Array }[]][] = [
      ['model-00001-of-00002.safetensors', []],
      ['model-00002-of-00002.safetensors', []],
    ];
    [...whole.tensors].forEach(([name, tensor], i) => {
      const [file, list] = shards[i % 2];
      list.push({ name, shape: tensor.shape, data: tensor.read() });
      weight_map[name] = file;
    });
    whole.close();
    fs.rmSync(path.join(folder, 'model.safetensors'));
    for (const [file, list] of shards) writeSafetensors(path.join(folder, file), list);
    fs.writeFileSync(path.join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map }));
    fs.writeFileSync(path.join(folder, 'generation_config.json'), JSON.stringify({ eos_token_id: [2, 5] }));
    fs.writeFileSync(path.join(folder, 'chat_template.jinja'), 'T{{ messages[0].content }}');
    const models = temporaryFolder();
    const model = await importModel({ kind: 'folder', path: folder }, models, { id: 'sharded' });
    const reference = await importModel(folderSource('tiny-llama-gqa-tied'), models);
    expect(model.manifest.sha256).toBe(reference.manifest.sha256);
    expect(model.manifest.config.eosTokenIds).toEqual([2, 5]);
    const tokenizer = await model.tokenizer();
    expect(tokenizer.decode(tokenizer.chat([{ role: 'user', content: 'o' }]))).toBe('To');

    const outside = { weight_map: { a: '../model.safetensors' } };
    fs.writeFileSync(path.join(folder, 'model.safetensors.index.json'), JSON.stringify(outside));
    expect((await refused(importModel({ kind: 'folder', path: folder }, models))).message).toMatch(/index.*damaged/);
  });

  it('replaces a model of the same id, and cleans up after an import that was killed', async () => {
    const models = temporaryFolder();
    await importModel(folderSource('tiny-qwen2'), models, { id: 'x', precision: 'f32' });
    // No process has this id: Linux ends at 2^22, and Windows uses multiples of 4.
    fs.mkdirSync(path.join(models, '.x.999999999-0123abcd.new'));
    const alive = path.basename(unfinished(path.join(models, 'alive')));
    fs.mkdirSync(path.join(models, alive));
    const model = await importModel(folderSource('tiny-qwen3'), models, { id: 'x' });
    expect(model.manifest.config.architecture).toBe('qwen3');
    expect(fs.readdirSync(models).sort()).toEqual([alive, 'x']);
  });
});

describe('an import that fails leaves nothing behind', () => {
  const cases: [string, string, RegExp, (folder: string) => void][] = [
    ['no config', 'bad-model', /no config\.json/, (folder) => fs.rmSync(path.join(folder, 'config.json'))],
    ['no tokenizer', 'bad-model', /no tokenizer\.json/, (folder) => fs.rmSync(path.join(folder, 'tokenizer.json'))],
    ['no weights', 'bad-model', /no model\.safetensors/, (folder) => fs.rmSync(path.join(folder, 'model.safetensors'))],
    [
      'a config that is no JSON',
      'bad-model',
      /not valid JSON/,
      (folder) => fs.writeFileSync(path.join(folder, 'config.json'), '{'),
    ],
    [
      'an unknown architecture',
      'bad-model',
      /"gpt_neox".*llama, qwen2, qwen3, gemma3_text/,
      (folder) => edit(folder, 'config.json', { model_type: 'gpt_neox' }),
    ],
    ['another activation', 'bad-model', /"gelu"/, (folder) => edit(folder, 'config.json', { hidden_act: 'gelu' })],
    [
      'sizes that do not fit',
      'bad-model',
      /shape/,
      (folder) => edit(folder, 'config.json', { intermediate_size: 160 }),
    ],
    [
      'another tokenizer',
      'bad-model',
      /byte-level/,
      (folder) => edit(folder, 'tokenizer.json', { pre_tokenizer: { type: 'Metaspace' } }),
    ],
    [
      'weights cut short',
      'bad-model',
      /cut short/,
      (folder) => fs.truncateSync(path.join(folder, 'model.safetensors'), 300_000),
    ],
    ['weights that are no numbers', 'bad-model', /not numbers/, spoil],
  ];
  it.each(cases)('%s', async (_, code, message, damage) => {
    const folder = copyOf('tiny-qwen2');
    damage(folder);
    const models = temporaryFolder();
    const error = await refused(importModel({ kind: 'folder', path: folder }, models));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^[^\n]+\.$/);
    expect(fs.readdirSync(models)).toEqual([]);
  });

  it('refuses a wrong hash and accepts the right one', async () => {
    const models = temporaryFolder();
    const gguf = writeGguf(tinyGguf('tiny-qwen2'));
    const right = crypto.createHash('sha256').update(fs.readFileSync(gguf)).digest('hex');
    const error = await refused(importModel(parseSource(gguf), models, { expectedSha256: '0'.repeat(64) }));
    expect(error.message).toMatch(/expected hash/);
    expect(fs.readdirSync(models)).toEqual([]);
    await importModel(parseSource(gguf), models, { expectedSha256: right.toUpperCase() });
  });

  it('can be cancelled at any step', async () => {
    for (const after of [0, 1, 5, 20]) {
      const models = temporaryFolder();
      const abort = new AbortController();
      let steps = 0;
      if (after === 0) abort.abort();
      const onProgress = () => {
        if (++steps === after) abort.abort();
      };
      const error = await refused(
        importModel(folderSource('tiny-qwen2'), models, { signal: abort.signal, onProgress }),
      );
      expect(error.code).toBe('cancelled');
      expect(fs.readdirSync(models)).toEqual([]);
    }
  });

  it('reports a models folder that cannot be written', async () => {
    const blocked = path.join(temporaryFolder(), 'file');
    fs.writeFileSync(blocked, '');
    const error = await refused(importModel(folderSource('tiny-qwen2'), path.join(blocked, 'models')));
    expect(error.code).toBe('disk');
  });

  it('reports a full disk', async (context) => {
    // A device that is always full stands in for the weights file.
    if (!fs.existsSync('/dev/full')) context.skip('there is no /dev/full here');
    const filePath = path.join(temporaryFolder(), 'a.safetensors');
    fs.symlinkSync('/dev/full', unfinished(filePath));
    const write = () => writeSafetensors(filePath, [{ name: 'a', shape: [1], data: Float32Array.of(1) }]);
    expect(write).toThrow(/the disk is full/);
    expect(fs.readdirSync(path.dirname(filePath))).toEqual([]);
  });
});

function edit(folder: string, name: string, change: object): void {
  const filePath = path.join(folder, name);
  fs.writeFileSync(filePath, JSON.stringify({ ...JSON.parse(fs.readFileSync(filePath, 'utf8')), ...change }));
}

/** Puts a NaN into the last tensor of a float32 checkpoint. */
function spoil(folder: string): void {
  const filePath = path.join(folder, 'model.safetensors');
  const bytes = fs.readFileSync(filePath);
  bytes.writeFloatLE(Number.NaN, bytes.length - 4);
  fs.writeFileSync(filePath, bytes);
}

describe('imported models', () => {
  it('are listed, found, shown and removed', async () => {
    const models = temporaryFolder();
    expect(listModels(path.join(models, 'none'))).toEqual([]);
    const model = await importModel(folderSource('tiny-qwen3'), models, { id: 'org/b' });
    await importModel(folderSource('tiny-qwen2'), models, { id: 'a' });
    fs.mkdirSync(path.join(models, 'rubbish'));
    expect(listModels(models).map(({ id }) => id)).toEqual(['a', 'org/b']);
    expect(findModel(models, 'org/b').folder).toBe(model.folder);
    const { parameters, bytes, sha256 } = model.manifest;
    expect(modelInfo(model.manifest, true)).toEqual({
      id: 'org/b',
      source: fixture('tiny-qwen3'),
      architecture: 'qwen3',
      parameters,
      bytes,
      sha256,
      default: true,
    });
    removeModel(models, 'org/b');
    expect(listModels(models).map(({ id }) => id)).toEqual(['a']);
    expect(() => findModel(models, 'org/b')).toThrow(/no model "org\/b"/);
    expect(() => removeModel(models, 'org/b')).toThrow(/no model/);
  });

  it('are found out if they are damaged', async () => {
    const models = temporaryFolder();
    const model = await importModel(folderSource('tiny-qwen2'), models);
    const bytes = fs.readFileSync(model.weightsPath);
    bytes[bytes.length >> 1] ^= 1;
    fs.writeFileSync(model.weightsPath, bytes);
    expect((await refused(BaseModel.open(model.folder).verify())).message).toMatch(/changed/);
    fs.truncateSync(model.weightsPath, 100);
    expect(() => BaseModel.open(model.folder)).toThrow(/damaged/);
    fs.writeFileSync(path.join(model.folder, 'model.json'), '{"version":1}');
    expect(() => BaseModel.open(model.folder)).toThrow(/damaged/);
    fs.rmSync(path.join(model.folder, 'model.json'));
    expect(() => BaseModel.open(model.folder)).toThrow(/no imported model/);
  });

  it.each(['tiny-qwen2', 'tiny-gemma3'])('%s comes back the same from a Hugging Face export', async (name) => {
    const models = temporaryFolder();
    const model = await importModel(folderSource(name), models);
    const out = path.join(temporaryFolder(), 'export');
    exportHuggingFace(model, out);
    const checkpoint = openFolderCheckpoint(out);
    for (const [name, tensor] of checkpoint.tensors) expect(sameBits(tensor.read(), model.readTensor(name))).toBe(true);
    checkpoint.close();
    expect(JSON.parse(fs.readFileSync(path.join(out, 'config.json'), 'utf8'))).toEqual(
      fixtureJson(name, 'config.json'),
    );
  });
});

describe('ids and sources', () => {
  it('never lead out of the models folder', () => {
    const ids = [
      '..',
      '.',
      '../../etc',
      '/etc/passwd',
      'a/../../b',
      'C:\\x',
      '.hidden',
      'con',
      'NUL.txt',
      'a\0b',
      'x'.repeat(150),
      'ü',
      'a/b',
    ];
    const models = path.resolve('/models');
    for (const id of ids) {
      const name = folderName(id);
      expect(path.dirname(path.join(models, name))).toBe(models);
      expect(name).toMatch(/^[A-Za-z0-9_@-][A-Za-z0-9._@-]*$/);
      expect(name).not.toMatch(/^(con|nul)(\.|$)/i);
    }
    for (const id of ['', 'x'.repeat(151)]) expect(() => folderName(id)).toThrow(/between 1 and 150/);
    expect(folderName('HuggingFaceTB/SmolLM2-135M-Instruct')).toBe('HuggingFaceTB--SmolLM2-135M-Instruct');
  });

  it('are told apart', () => {
    expect(parseSource('org/name')).toEqual({ kind: 'hub', id: 'org/name', revision: 'main' });
    expect(parseSource('org/name@v1.0')).toEqual({ kind: 'hub', id: 'org/name', revision: 'v1.0' });
    expect(parseSource(fixture('tiny-qwen2'))).toEqual({ kind: 'folder', path: fixture('tiny-qwen2') });
    for (const wrong of [
      '',
      'name',
      './missing',
      'a/b/c',
      'missing.gguf',
      'org/missing.gguf',
      '../x',
      'org/..',
      fixture('tiny-qwen2', 'config.json'),
    ]) {
      expect(() => parseSource(wrong)).toThrow(/not a model folder, a \.gguf file or a Hub id/);
    }
  });
});
