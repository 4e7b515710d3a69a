import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openFolderCheckpoint, openGgufCheckpoint } from '../../../src/core/model/checkpoint.ts';
import { parseConfig } from '../../../src/core/model/config.ts';
import { openGguf } from '../../../src/core/model/gguf/gguf.ts';
import { OwnhandError } from '../../../src/core/support/errors.ts';
import { encodeGguf, type GgufParts, u64 } from './ggufWriter.ts';
import { fixture, fixtureJson, sameBits, temporaryFolder, writeGguf } from './samples.ts';
import { tinyGguf } from './tinyGguf.ts';

const refusal = (run: () => unknown): OwnhandError => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(OwnhandError);
    return error as OwnhandError;
  }
  throw new Error('nothing was refused');
};

/** Opens bytes as a checkpoint and reads every tensor. */
const openBytes = (bytes: Uint8Array): void => {
  const filePath = path.join(temporaryFolder(), 'x.gguf');
  fs.writeFileSync(filePath, bytes);
  const checkpoint = openGgufCheckpoint(filePath);
  for (const tensor of checkpoint.tensors.values()) tensor.read();
  checkpoint.close();
};

describe('dequantizing', () => {
  const golden = fixtureJson<{ type: string; number: number; bytes: string; floats: string }[]>(
    'gguf-blocks',
    'golden.json',
  );
  it.each(golden)('$type gives what llama.cpp gives, bit for bit', ({ type, number, bytes, floats }) => {
    const expected = new Float32Array(new Uint8Array(Buffer.from(floats, 'base64')).buffer);
    const columns = expected.length / 3;
    const tensor = { name: 'x', shape: [3, columns], type: number, bytes: Buffer.from(bytes, 'base64') };
    const file = openGguf(writeGguf({ metadata: {}, tensors: [tensor] }));
    const read = file.tensors.get('x')!;
    expect(read.dtype).toBe(type);
    expect(new Uint32Array(read.read().buffer)).toEqual(new Uint32Array(expected.buffer));
    // Rows read separately are the same rows.
    expect(read.read(1, 1)).toEqual(expected.slice(columns, 2 * columns));
    file.close();
  });
});

describe('a model as GGUF', () => {
  it.each(['tiny-llama-gqa-tied', 'tiny-llama-mha-untied-all', 'tiny-qwen2', 'tiny-qwen3', 'tiny-gemma3'])(
    '%s has the config and the weights of the checkpoint it was made from',
    (name) => {
      const checkpoint = openGgufCheckpoint(writeGguf(tinyGguf(name)));
      const config = parseConfig(fixtureJson(name, 'config.json'));
      // A GGUF file does not say what scores are divided by.
      if (name === 'tiny-gemma3') config.queryScalar = config.headDim;
      expect(checkpoint.config).toEqual(config);
      const original = openFolderCheckpoint(fixture(name));
      const names = [...original.tensors.keys()].filter(
        (each) => !(checkpoint.config.tieEmbeddings && each === 'lm_head.weight'),
      );
      expect([...checkpoint.tensors.keys()].sort()).toEqual(names.sort());
      for (const each of names) {
        const expected = original.tensors.get(each)!;
        const got = checkpoint.tensors.get(each)!;
        expect(got.shape).toEqual(expected.shape);
        expect(sameBits(got.read(), expected.read())).toBe(true);
        // Any range of rows, even across heads.
        const rows = expected.shape[0];
        const first = Math.floor(rows / 3);
        expect(sameBits(got.read(first, rows - first - 1), expected.read(first, rows - first - 1))).toBe(true);
      }
      original.close();
      checkpoint.close();
    },
  );

  it('reads version 2 as well', () => {
    expect(() => openBytes(encodeGguf({ ...tinyGguf('tiny-qwen2'), version: 2 }))).not.toThrow();
  });
});

describe('bad GGUF files', () => {
  const good = tinyGguf('tiny-llama-gqa-tied');
  const bytes = encodeGguf(good);
  const changed = (metadata: GgufParts['metadata']) =>
    encodeGguf({ ...good, metadata: { ...good.metadata, ...metadata } });

  it('refuses a file cut short at any length', () => {
    const lengths = [0, 3, 4, 8, 15, 23, 24, 25, 100, 1000, bytes.length - 1, bytes.length - 4096];
    for (let length = 0; length < bytes.length; length += 6007) lengths.push(length);
    for (const length of lengths) {
      const error = refusal(() => openBytes(bytes.subarray(0, length)));
      expect(error.code).toBe('bad-model');
      expect(error.message).toMatch(/cut short|not a GGUF/);
    }
  });

  it('never fails in another way if bytes are changed', () => {
    fc.assert(
      fc.property(fc.nat(6000), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const copy = Buffer.from(bytes);
        copy[at] = byte;
        try {
          openBytes(copy);
        } catch (error) {
          expect(error).toBeInstanceOf(OwnhandError);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('refuses another magic number and another version by name', () => {
    expect(refusal(() => openBytes(encodeGguf({ ...good, magic: 'GGML' }))).message).toMatch(/not a GGUF file/);
    expect(refusal(() => openBytes(encodeGguf({ ...good, version: 1 }))).message).toMatch(/version 1/);
  });

  it('refuses counts that cannot fit in the file before anything is allocated', () => {
    for (const lie of [2n ** 63n, 2n ** 40n, BigInt(bytes.length)]) {
      expect(refusal(() => openBytes(encodeGguf({ ...good, tensorCount: lie }))).message).toMatch(/cut short/);
      expect(refusal(() => openBytes(encodeGguf({ ...good, entryCount: lie }))).message).toMatch(/cut short/);
    }
    const longString = Buffer.concat([
      encodeGguf({ metadata: {}, tensors: [], entryCount: 1n }).subarray(0, 24),
      u64(2n ** 62n),
      Buffer.alloc(64),
    ]);
    expect(refusal(() => openBytes(longString)).message).toMatch(/cut short/);
  });

  it('refuses tensors larger than the file, and repeated names', () => {
    const [first, ...rest] = good.tensors;
    for (const shape of [
      [2 ** 31, 2 ** 31],
      [0, 64],
      [first.shape[0] * 1000, 64],
    ]) {
      expect(refusal(() => openBytes(encodeGguf({ ...good, tensors: [{ ...first, shape }, ...rest] }))).code).toBe(
        'bad-model',
      );
    }
    expect(refusal(() => openBytes(encodeGguf({ ...good, tensors: [first, ...good.tensors] }))).message).toMatch(
      /twice/,
    );
  });

  it('names an unsupported tensor type and the supported ones', () => {
    const [first, ...rest] = good.tensors;
    const message = refusal(() =>
      openBytes(encodeGguf({ ...good, tensors: [{ ...first, type: 16 }, ...rest] })),
    ).message;
    expect(message).toContain('IQ2_XXS');
    for (const name of ['F32', 'F16', 'BF16', 'Q8_0', 'Q4_0', 'Q4_1', 'Q4_K', 'Q6_K']) expect(message).toContain(name);
  });

  it('names an unknown architecture, tokenizer and pre-tokenizer', () => {
    const mamba = refusal(() => openBytes(changed({ 'general.architecture': 'mamba' })));
    expect(mamba.message).toMatch(/"mamba".*llama, qwen2, qwen3, gemma3_text/);
    expect(refusal(() => openBytes(changed({ 'tokenizer.ggml.model': 'llama' }))).message).toMatch(/"llama"/);
    expect(refusal(() => openBytes(changed({ 'tokenizer.ggml.pre': 'tekken' }))).message).toMatch(/"tekken".*smollm/);
    expect(refusal(() => openBytes(changed({ 'llama.rope.scaling.type': 'yarn' }))).message).toMatch(/yarn/);
  });

  it('names a tensor that is missing, misshapen or left over', () => {
    const without = good.tensors.filter(({ name }) => name !== 'blk.1.attn_v.weight');
    expect(refusal(() => openBytes(encodeGguf({ ...good, tensors: without }))).message).toContain(
      'model.layers.1.self_attn.v_proj.weight',
    );
    expect(refusal(() => openBytes(changed({ 'llama.feed_forward_length': 128 }))).message).toMatch(/shape/);
    const extra = { ...good.tensors[0], name: 'blk.0.attn_sinks.weight' };
    expect(refusal(() => openBytes(encodeGguf({ ...good, tensors: [...good.tensors, extra] }))).message).toContain(
      'attn_sinks',
    );
  });
});
