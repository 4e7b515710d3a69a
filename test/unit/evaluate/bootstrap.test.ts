import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pairedBootstrap, quantile } from '../../../src/evaluate/bootstrap.ts';

const mean = (rows: readonly number[]) => rows.reduce((sum, value) => sum + value, 0) / rows.length;

describe('paired bootstrap', () => {
  test('a difference that is the same on every item has no spread', () => {
    const { difference, low, high } = pairedBootstrap([3, 5, 9], [1, 3, 7], mean, 1);
    for (const value of [difference, low, high]) expect(value).toBeCloseTo(2, 12);
  });

  test('pairing cancels what both systems share', () => {
    const b = Array.from({ length: 30 }, (_, i) => 100 * i);
    const a = b.map((value, i) => value + (i % 2 === 0 ? 1 : 2));
    const { difference, low, high } = pairedBootstrap(a, b, mean, 1);
    expect(difference).toBeCloseTo(1.5, 12);
    expect(low).toBeGreaterThanOrEqual(1);
    expect(high).toBeLessThanOrEqual(2);
  });

  // For two items with differences 0 and 1 the mean of a resample is 0, ½ or 1, with chances ¼, ½, ¼.
  test('known case: two items', () => {
    const { difference, low, high } = pairedBootstrap([0, 1], [0, 0], mean, 7);
    expect([difference, low, high]).toEqual([0.5, 0, 1]);
  });

  // The mean of n items with variance v has a standard error of √(v/n): 0.05 for 100 items, half of each, and 1.96
  // times that.
  test('the interval is as wide as the normal one where that applies', () => {
    const a = Array.from({ length: 100 }, (_, i) => i % 2);
    const { low, high } = pairedBootstrap(
      a,
      a.map(() => 0),
      mean,
      3,
    );
    expect(low).toBeGreaterThan(0.5 - 0.098 - 0.025);
    expect(low).toBeLessThan(0.5 - 0.098 + 0.025);
    expect(high).toBeGreaterThan(0.5 + 0.098 - 0.025);
    expect(high).toBeLessThan(0.5 + 0.098 + 0.025);
  });

  test('the interval contains the difference, and swaps sign with the systems', () => {
    const pairs = fc.array(fc.tuple(fc.double({ min: -5, max: 5 }), fc.double({ min: -5, max: 5 })), {
      minLength: 1,
      maxLength: 20,
    });
    const finite = pairs.filter((list) => list.flat().every(Number.isFinite));
    fc.assert(
      fc.property(finite, fc.integer({ min: 0, max: 1000 }), (list, seed) => {
        const [a, b] = [list.map(([x]) => x), list.map(([, y]) => y)];
        const ours = pairedBootstrap(a, b, mean, seed, 400);
        expect(ours.low).toBeLessThanOrEqual(ours.difference + 1e-9);
        expect(ours.high).toBeGreaterThanOrEqual(ours.difference - 1e-9);
        const theirs = pairedBootstrap(b, a, mean, seed, 400);
        expect(theirs.low).toBeCloseTo(-ours.high, 9);
        expect(theirs.high).toBeCloseTo(-ours.low, 9);
        expect(pairedBootstrap(a, b, mean, seed, 400)).toEqual(ours);
      }),
      { numRuns: 40, seed: 11 },
    );
  });

  test('refuses different numbers of items', () => {
    expect(() => pairedBootstrap([1], [1, 2], mean, 1)).toThrow(RangeError);
    expect(() => pairedBootstrap([], [], mean, 1)).toThrow(RangeError);
  });

  test('quantiles lie between neighbours', () => {
    expect(quantile([1, 2, 3, 4, 5], 0.5)).toBe(3);
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(quantile([7], 0.975)).toBe(7);
  });
});
