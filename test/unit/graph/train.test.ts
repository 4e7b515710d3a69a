import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loraLayout } from '../../../src/core/adapter/layout.ts';
import { LINEAR_LAYERS } from '../../../src/core/adapter/shape.ts';
import { Stack } from '../../../src/core/adapter/stack.ts';
import { QUERIES } from '../../../src/core/graph/attention.ts';
import { parseConfig } from '../../../src/core/model/config.ts';
import { seededRandom } from '../../../src/core/support/random.ts';
import { makeBatch } from '../../../src/core/train/batch.ts';
import { compareDevice } from '../../../src/core/train/selfCheck.ts';
import { CachedGradientSession, GradientSession, ScoreSession } from '../../../src/core/train/session.ts';
import { golden, goldenSequences, importTiny, json, relative, scratch, TINY, tinyAdapter } from '../tiny.ts';

const CPU = { device: 'cpu', threads: 1 } as const;

describe('the training graph against PEFT', () => {
  let folder: string;
  beforeAll(() => {
    folder = scratch();
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  for (const name of TINY) {
    for (const [batchFile, goldenFile] of [
      ['batch.json', 'golden.safetensors'],
      ['packed.json', 'golden-packed.safetensors'],
    ] as const) {
      it(`${name}, ${batchFile}: loss and every gradient within 1e-4`, async () => {
        const base = await importTiny(name, folder);
        const { layout, vector } = tinyAdapter(name, base);
        const wanted = golden(name, goldenFile);
        const sequences = goldenSequences(name, batchFile);
        const count = sequences.reduce((sum, { targets }) => sum + targets.length, 0);
        // More target rows than targets: the padding must change nothing.
        const shape = { batch: sequences.length, sequence: sequences[0].ids.length, targets: count + 5 };
        const session = await GradientSession.open(base, layout, shape, CPU);
        const { loss, gradient } = await session.run(makeBatch(sequences, shape), vector);
        await session.dispose();
        expect(relative([loss], [wanted.get('loss')![0]])).toBeLessThan(1e-5);
        for (const slice of layout.slices) {
          const ours = gradient.subarray(slice.offset, slice.offset + slice.length);
          const theirs = wanted.get(`grad.${slice.name}`)!;
          expect(theirs.length, slice.name).toBe(slice.length);
          expect(relative(ours, theirs), slice.name).toBeLessThan(1e-4);
        }
      });
    }
  }

  it.each(TINY)('%s: gives the same if documents straddle the chunks of attention', async (name) => {
    const base = await importTiny(name, folder);
    const { layout, vector } = tinyAdapter(name, base);
    const wanted = golden(name, 'golden-packed.safetensors');
    const [packed] = goldenSequences(name, 'packed.json');
    // Another document comes first, from which nothing is learned, long enough that a chunk ends within the last one.
    const last = packed.segments.indexOf(packed.segments.at(-1) as number);
    const before = 2 * QUERIES - Math.floor((last + packed.ids.length) / 2);
    const sequence = {
      ids: [...Array.from({ length: before }, (_, at) => (at * 7) % base.manifest.config.vocabSize), ...packed.ids],
      segments: [...Array<number>(before).fill(99), ...packed.segments],
      tokens: before + packed.tokens,
      targets: packed.targets.map((target) => ({ ...target, row: target.row + before })),
    };
    const shape = { batch: 1, sequence: 3 * QUERIES - 5, targets: packed.targets.length };
    const session = await GradientSession.open(base, layout, shape, CPU);
    const { loss, gradient } = await session.run(makeBatch([sequence], shape), vector);
    await session.dispose();
    expect(relative([loss], [wanted.get('loss')![0]])).toBeLessThan(1e-5);
    for (const { name: tensor, offset, length } of layout.slices) {
      expect(relative(gradient.subarray(offset, offset + length), wanted.get(`grad.${tensor}`)!), tensor).toBeLessThan(
        1e-4,
      );
    }
  });

  it('gives the same gradient with and without the ranks that a stack leaves at zero', async () => {
    const name = 'tiny-llama-gqa-tied';
    const base = await importTiny(name, folder);
    const { config } = base.manifest;
    const under = tinyAdapter(name, base);
    const over = loraLayout(config, { rank: 5, alpha: 5, targets: [...LINEAR_LAYERS], firstLayer: 1, lastLayer: 2 });
    const stack = new Stack(config, under, over);
    expect(stack.layout.slices.some((slice) => slice.part !== 'prompt' && slice.live)).toBe(true);
    const every = { ...stack.layout, slices: stack.layout.slices.map((slice) => ({ ...slice, live: undefined })) };
    const draw = seededRandom(3);
    const whole = stack.join(Float32Array.from({ length: over.length }, () => draw() - 0.5));
    const sequences = goldenSequences(name, 'packed.json');
    const targets = sequences.reduce((sum, sequence) => sum + sequence.targets.length, 0);
    const shape = { batch: sequences.length, sequence: sequences[0].ids.length, targets };
    const results = [];
    for (const layout of [stack.layout, every]) {
      const session = await GradientSession.open(base, layout, shape, CPU);
      const { loss, gradient } = await session.run(makeBatch(sequences, shape), whole);
      results.push({ loss, gradient: Array.from(stack.part(gradient)) });
      await session.dispose();
    }
    expect(results[0]).toEqual(results[1]);
    for (const { name: tensor, offset, length } of over.slices) {
      expect(
        results[0].gradient.slice(offset, offset + length).some((value) => value !== 0),
        tensor,
      ).toBe(true);
    }
  });

  it('is bit-identical, and still PEFT’s, if the lower blocks are computed once', async () => {
    const name = 'tiny-llama-range';
    const base = await importTiny(name, folder);
    const { layout, vector } = tinyAdapter(name, base);
    const sequences = goldenSequences(name, 'packed.json');
    const count = sequences.reduce((sum, { targets }) => sum + targets.length, 0);
    const shape = { batch: sequences.length, sequence: sequences[0].ids.length, targets: count + 5 };
    const whole = await GradientSession.open(base, layout, shape, CPU);
    const cut = await CachedGradientSession.open(base, layout, shape, path.join(folder, 'training'), CPU);
    const batch = makeBatch(sequences, shape);
    // The second time it comes from the disk; then under another adapter.
    const other = vector.map((value) => -value);
    for (const adapter of [vector, vector, other]) {
      expect(await cut.run(makeBatch(sequences, shape), adapter)).toEqual(await whole.run(batch, adapter));
    }
    const { loss } = await cut.run(batch, vector);
    expect(relative([loss], [golden(name, 'golden-packed.safetensors').get('loss')![0]])).toBeLessThan(1e-5);
    // The same tokens with other visibility are another batch.
    const alone = { ...batch, segments: batch.segments.map((_, at) => BigInt(at % 2)) };
    expect(await cut.run(alone, vector)).toEqual(await whole.run(alone, vector));
    await whole.dispose();
    await cut.dispose();
    expect(fs.readdirSync(path.join(folder, 'training'))).toEqual([]);
  });

  it('scores each target like PEFT, with the adapter and without', async () => {
    const base = await importTiny('tiny-llama-gqa-tied', folder);
    const { layout, vector } = tinyAdapter('tiny-llama-gqa-tied', base);
    const wanted = golden('tiny-llama-gqa-tied', 'golden.safetensors');
    const sequences = goldenSequences('tiny-llama-gqa-tied', 'batch.json');
    const shape = { batch: 2, sequence: sequences[0].ids.length, targets: wanted.get('nll')!.length };
    const batch = makeBatch(sequences, shape);
    const session = await ScoreSession.open(base, layout, shape, CPU);
    expect(relative(await session.run(batch, vector), wanted.get('nll')!)).toBeLessThan(1e-5);
    const zero = new Float32Array(layout.length);
    expect(relative(await session.run(batch, zero), wanted.get('base.nll')!)).toBeLessThan(1e-5);
    await session.dispose();
  });
});

describe('a GPU', () => {
  const driver = process.env.VK_DRIVER_FILES;
  it.skipIf(!driver).each(['tiny-llama-gqa-tied', 'tiny-gemma3'])(
    'gives the CPU’s loss and gradient within 1e-3 on a model like %s (WebGPU; set VK_DRIVER_FILES)',
    async (name) => {
      const like = parseConfig(json(name, 'config.json'));
      const { loss, gradientError } = await compareDevice('webgpu', 1, like);
      expect(Math.abs(loss.device - loss.cpu) / loss.cpu).toBeLessThan(1e-3);
      expect(gradientError).toBeLessThan(1e-3);
    },
  );
});
