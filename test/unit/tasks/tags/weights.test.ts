import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/support/random.ts';
import { TAG_SIGNALS, type TagSignal, type TagWeights } from '../../../../src/core/tasks/tags/signal.ts';
import {
  combineSignals,
  DEFAULT_TAG_WEIGHTS,
  learnTagWeights,
  type TagSample,
  tagReasons,
} from '../../../../src/core/tasks/tags/weights.ts';

const TAGS = ['a', 'b', 'c', 'd', 'e', 'f'];

function drawEvidence(random: () => number): number[] {
  return TAGS.map(() => Math.log(random() ** 3 + 0.01));
}

/** Items whose one tag is drawn from the pool with the given weights. */
function plantedSamples(weights: TagWeights, n: number, seed: number): TagSample[] {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => {
    const evidence = Object.fromEntries(TAG_SIGNALS.map((signal) => [signal, drawEvidence(random)]));
    const signals = { tags: TAGS, evidence: evidence as Record<TagSignal, number[]> };
    let left = random();
    const at = combineSignals(signals, weights).findIndex((p) => {
      left -= p;
      return left < 0;
    });
    return { signals, wanted: [TAGS[Math.max(0, at)]] };
  });
}

const only = (signal: TagSignal, weight: number): TagWeights =>
  Object.fromEntries(TAG_SIGNALS.map((name) => [name, name === signal ? weight : 0])) as unknown as TagWeights;

describe('why a tag is suggested', () => {
  it('is the signal that lifts it most above the others, by its weight', () => {
    const flat = TAG_SIGNALS.map((signal) => [signal, [0, 0, 0]]);
    const evidence = { ...Object.fromEntries(flat), named: [2, 0, 0], votes: [1, 2, 0] } as Record<TagSignal, number[]>;
    const reasons = (weights: Partial<TagWeights>) =>
      tagReasons({ tags: ['a', 'b', 'c'], evidence }, { ...only('model', 0), ...weights });
    expect(reasons({ named: 1, votes: 1 })).toEqual(['named', 'votes', null]);
    expect(reasons({ votes: 1 })).toEqual([null, 'votes', null]);
  });
});

const learnFrom = (samples: TagSample[]) => learnTagWeights(samples, DEFAULT_TAG_WEIGHTS);

describe('weights of the tag signals', () => {
  it.each([...TAG_SIGNALS])('find out that %s alone decides', (signal) => {
    const learnt = learnTagWeights(plantedSamples(only(signal, 1.2), 300, 5), DEFAULT_TAG_WEIGHTS, 0.01);
    expect(learnt[signal]).toBeGreaterThan(0.8);
    expect(learnt[signal]).toBeLessThan(1.7);
    for (const other of TAG_SIGNALS) if (other !== signal) expect(learnt[other]).toBeLessThan(0.35);
  });

  it('stay at the start without items, and near it with few', () => {
    expect(learnFrom([])).toEqual(DEFAULT_TAG_WEIGHTS);
    const far = learnFrom(plantedSamples(only('named', 3), 200, 2));
    const near = learnFrom(plantedSamples(only('named', 3), 4, 2));
    const moved = (weights: TagWeights) =>
      Math.hypot(...TAG_SIGNALS.map((signal) => weights[signal] - DEFAULT_TAG_WEIGHTS[signal]));
    expect(moved(near)).toBeLessThan(0.5 * moved(far));
  });

  it('are the same for the same items in any order, and never below zero', () => {
    const samples = plantedSamples(only('votes', 2), 30, 9);
    const [one, other] = [learnFrom(samples), learnFrom([...samples].reverse())];
    for (const signal of TAG_SIGNALS) {
      expect(one[signal]).toBeCloseTo(other[signal], 6);
      expect(one[signal]).toBeGreaterThanOrEqual(0);
    }
    expect(learnFrom(samples)).toEqual(one);
  });

  it('skip items whose tags are not candidates, or all are', () => {
    const [sample] = plantedSamples(only('prior', 1), 1, 3);
    expect(learnFrom([{ ...sample, wanted: ['unheard of'] }])).toEqual(DEFAULT_TAG_WEIGHTS);
    expect(learnFrom([{ ...sample, wanted: TAGS }])).toEqual(DEFAULT_TAG_WEIGHTS);
  });

  it('sum to 1 in a pool, and a signal that knows nothing changes nothing', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 3, noNaN: true }), (seed, weight) => {
        const [{ signals }] = plantedSamples(DEFAULT_TAG_WEIGHTS, 1, seed);
        const even = { ...signals, evidence: { ...signals.evidence, named: TAGS.map(() => -1.5) } };
        const p = combineSignals(even, { ...DEFAULT_TAG_WEIGHTS, named: weight });
        expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
        const without = combineSignals(even, { ...DEFAULT_TAG_WEIGHTS, named: 0 });
        for (const [index, value] of p.entries()) expect(value).toBeCloseTo(without[index], 10);
      }),
      { numRuns: 40 },
    );
  });
});
