import { afterAll, beforeAll, expect, it } from 'vitest';
import { Decoder } from '../../../src/core/generate/decoder.ts';
import { generate } from '../../../src/core/generate/generate.ts';
import { nextLogProbabilities } from '../../../src/core/generate/mixture.ts';
import type { Tokenizer } from '../../../src/core/model/tokenizer/tokenizer.ts';
import { importTiny, scratch } from '../tiny.ts';

let decoder: Decoder;
let tokenizer: Tokenizer;

beforeAll(async () => {
  const base = await importTiny('tiny-llama-gqa-tied', scratch());
  tokenizer = await base.tokenizer();
  decoder = await Decoder.open(base, null, { context: 64, threads: 1, device: 'cpu' });
});
afterAll(() => decoder.dispose());

it('gives log-probabilities that sum to 1', async () => {
  const values = await nextLogProbabilities({ decoder, state: decoder.newState(null) }, [5, 9, 13]);
  expect(values.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 4);
});

it('lets the mixed-in model choose, and tells it everything that was read and written', async () => {
  const seen: number[][] = [];
  const wanted = 21;
  const mixture = {
    mix(values: Float32Array, ids: readonly number[]) {
      seen.push([...ids]);
      for (let id = 0; id < values.length; id++)
        values[id] = Math.log(0.5 * Math.exp(values[id]) + (id === wanted ? 0.5 : 0));
    },
  };
  const written = await generate(decoder, decoder.newState(null), tokenizer, [5, 9], { maxTokens: 2, mixture });
  expect(written.ids).toEqual([wanted, wanted]);
  expect(seen).toEqual([
    [5, 9],
    [5, 9, wanted],
  ]);
  expect(Math.exp(written.logProbabilities[0]!)).toBeGreaterThanOrEqual(0.5);
});
