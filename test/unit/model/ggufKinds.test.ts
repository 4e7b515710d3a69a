import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openFolderCheckpoint } from '../../../src/core/model/checkpoint.ts';
import { configFromGguf } from '../../../src/core/model/gguf/config.ts';
import type { GgufFile, GgufValue } from '../../../src/core/model/gguf/gguf.ts';
import { tokenizerFromGguf } from '../../../src/core/model/gguf/tokenizer.ts';
import { Tokenizer } from '../../../src/core/model/tokenizer/tokenizer.ts';
import { fixture, json, scratch } from '../tiny.ts';

const QWEN2 = json<Record<string, GgufValue>>('gguf-tokenizer', 'qwen2.json');

function gguf(change: Record<string, GgufValue | undefined>, tensors: string[] = ['token_embd.weight']): GgufFile {
  const metadata = new Map<string, GgufValue>();
  for (const [key, value] of Object.entries({ ...QWEN2, ...change })) if (value !== undefined) metadata.set(key, value);
  const tensor = { shape: [16, 8], dtype: 'F32', read: () => new Float32Array() };
  return {
    path: '/x/model.gguf',
    version: 3,
    metadata,
    tensors: new Map(tensors.map((name) => [name, tensor])),
    close() {},
  };
}

async function tokensOf(file: GgufFile, text: string): Promise<string[]> {
  const { tokenizer, tokenizerConfig } = tokenizerFromGguf(file);
  const made = await Tokenizer.create(tokenizer, tokenizerConfig);
  const names = QWEN2['tokenizer.ggml.tokens'] as string[];
  return made.encode(text).map((id) => names[id]!);
}

const TEXT = 'A.\n\nHe said "Hello" in 1984 (all).';
const BY_QWEN2 = 'A .ĊĊ He Ġ s a i d Ġ " He ll o " Ġ i n Ġ 1 9 8 4 Ġ( a ll ) .'.split(' ');

test.each<[string, Record<string, GgufValue | undefined>]>([
  ['of qwen2 that names none', {}],
  ['of qwen2 that names an empty one', { 'tokenizer.ggml.pre': '' }],
  ['of qwen2 that names the default', { 'tokenizer.ggml.pre': 'default' }],
  ['of qwen3 that names none', { 'general.architecture': 'qwen3' }],
  ['that names qwen2', { 'tokenizer.ggml.pre': 'qwen2', 'general.architecture': 'llama' }],
  ['that names another of the same', { 'tokenizer.ggml.pre': 'deepseek-r1-qwen' }],
])('a file %s is tokenized like Qwen 2', async (_, change) => {
  expect(await tokensOf(gguf(change), TEXT)).toEqual(BY_QWEN2);
});

test('llama-v3 is tokenized like llama-bpe', async () => {
  const [a, b] = ['llama-v3', 'llama-bpe'].map((pre) =>
    gguf({ 'tokenizer.ggml.pre': pre, 'general.architecture': 'llama' }),
  );
  const cut = await tokensOf(a!, TEXT);
  expect(cut).toEqual(await tokensOf(b!, TEXT));
  expect(cut).not.toEqual(BY_QWEN2);
});

test.each([undefined, ''])('refuses a tokenizer if neither file nor architecture identifies it (%j)', (pre) => {
  const file = gguf({ 'tokenizer.ggml.pre': pre, 'general.architecture': 'llama' });
  expect(() => tokenizerFromGguf(file)).toThrow(/does not say how its tokenizer cuts text.*"llama".*\.$/);
});

test.each<[string, Record<string, GgufValue>, string[] | undefined, RegExp]>([
  ['a part', { 'split.count': 2, 'split.no': 0 }, undefined, /part 1 of 2.*join the parts/],
  ['a later part without an embedding', { 'split.count': 3, 'split.no': 2 }, ['blk.9.ffn_norm.weight'], /part 3 of 3/],
  ['an adapter', { 'general.type': 'adapter' }, undefined, /is an adapter, not a model/],
  [
    'an adapter from before there were types',
    {},
    ['blk.0.attn_q.weight.lora_a', 'blk.0.attn_q.weight.lora_b'],
    /is an adapter, not a model/,
  ],
  ['a projector', { 'general.type': 'mmproj' }, ['mm.0.weight'], /vision part of a model, not a model/],
  ['a vocabulary', { 'general.type': 'vocab' }, [], /a vocabulary without a model/],
])('refuses %s by name', (_, change, tensors, words) => {
  expect(() => configFromGguf(gguf(change, tensors))).toThrow(words);
  expect(() => configFromGguf(gguf(change, tensors))).toThrow(/^[^\n]*\.$/);
});

test.each<[Record<string, GgufValue>, unknown]>([
  [{ 'split.count': 1 }, null],
  [{ 'split.count': 0 }, null],
  [{ 'general.type': 'model' }, null],
  [{ 'qwen2.rope.scaling.type': 'linear', 'qwen2.rope.scaling.factor': 1 }, null],
  [{ 'qwen2.rope.scaling.type': 'linear' }, null],
  [{ 'qwen2.rope.scaling.type': 'linear', 'qwen2.rope.scaling.factor': 2 }, { rope_type: 'linear' }],
  [{ 'qwen2.rope.scaling.type': 'yarn', 'qwen2.rope.scaling.factor': 1 }, { rope_type: 'yarn' }],
])('handles rope scaling of %j', (change, scaling) => {
  expect(configFromGguf(gguf(change)).rope_scaling).toEqual(scaling);
});

test.each(['model.safetensors', 'tokenizer.json', 'config.json'])(
  'reports a Git LFS pointer in place of %s',
  (name) => {
    const folder = fs.mkdtempSync(path.join(scratch(), 'lfs-'));
    fs.cpSync(fixture('tiny-llama-gqa-tied'), folder, { recursive: true });
    fs.rmSync(path.join(folder, name));
    fs.writeFileSync(
      path.join(folder, name),
      `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 269060552\n`,
    );
    expect(() => openFolderCheckpoint(folder)).toThrow(/"[\w.]+" is only a pointer of Git LFS.*"git lfs pull".*\.$/);
    fs.rmSync(path.dirname(folder), { recursive: true, force: true });
  },
);
