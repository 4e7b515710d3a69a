import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NoRepeatNgrams, Suppress } from '../../../src/core/generate/processors.ts';
import { greedy, mostLikely, sampling } from '../../../src/core/generate/sampler.ts';
import { seededRandom } from '../../../src/core/support/random.ts';

describe('logits processors', () => {
  it('never let a run of three recur', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 40 }), (ids) => {
        const logits = new Float32Array(5);
        new NoRepeatNgrams(3).apply(logits, ids);
        for (let next = 0; next < 5; next++) {
          const all = [...ids, next];
          const last = all.slice(-3).join();
          const repeats = all
            .slice(0, -1)
            .some((_, start) => all.slice(start, start + 3).join() === last && start + 3 < all.length);
          expect(logits[next] === Number.NEGATIVE_INFINITY).toBe(all.length > 3 && repeats);
        }
      }),
    );
  });

  it('ignore runs before their beginning', () => {
    const logits = new Float32Array(5);
    new NoRepeatNgrams(3, 3).apply(logits, [1, 2, 3, 1, 2]);
    expect(logits[3]).toBe(0);
  });

  it('suppress tokens, including those beyond the vocabulary', () => {
    const logits = new Float32Array(3);
    new Suppress([1, 99]).apply(logits);
    expect(Array.from(logits)).toEqual([0, Number.NEGATIVE_INFINITY, 0]);
  });
});

describe('samplers', () => {
  it('take the k most likely, in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        (values, k) => {
          const logits = Float32Array.from(values);
          const wanted = [...values].sort((a, b) => b - a).slice(0, k);
          expect(mostLikely(logits, k).map((id) => values[id])).toEqual(wanted);
          expect(values[greedy(logits)]).toBe(wanted[0]);
        },
      ),
    );
  });

  it('draw in proportion to the probabilities, within the nucleus', () => {
    const logits = Float32Array.from([Math.log(0.5), Math.log(0.3), Math.log(0.15), Math.log(0.05)]);
    const draw = sampling({ temperature: 1, topK: 4, topP: 0.8 }, seededRandom(3));
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 20_000; i++) counts[draw(logits)]++;
    expect(counts[0] / 20_000).toBeCloseTo(0.5 / 0.8, 1);
    expect(counts[2] + counts[3]).toBe(0);
  });
});
