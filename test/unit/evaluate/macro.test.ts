import { describe, expect, test } from 'vitest';
import { type AuthorRows, bestOf, macroCompare, macroFigure } from '../../../src/evaluate/macro.ts';
import { METRICS } from '../../../src/evaluate/metrics.ts';

const bits = METRICS.find(({ name }) => name === 'bitsPerByte')!;
const rouge = METRICS.find(({ name }) => name === 'rougeL')!;

/** An author whose queries cost this many bits per byte under each system. */
function author(name: string, costs: Record<string, number[]>): AuthorRows {
  const rows = Object.entries(costs).map(([system, values]) => {
    const cost = Object.fromEntries(values.map((bitsPerByte, i) => [`${name}-${i}`, { bitsPerByte }]));
    return [system, { title: {}, tags: {}, cost, typing: {} }];
  });
  return { author: name, rows: Object.fromEntries(rows) };
}

describe('macro averages', () => {
  const authors = [
    author('ann', { base: [2, 2, 2, 2], oppu: [1, 1, 1, 1] }),
    author('bob', { base: [4], oppu: [3], task: [3] }),
  ];

  test('every author counts the same, however many queries they have', () => {
    expect(macroFigure(authors, bits, 'base', 1)).toEqual({ value: 3, low: 3, high: 3, authors: 2, queries: 5 });
    expect(macroFigure(authors, bits, 'oppu', 1)?.value).toBe(2);
    expect(macroFigure(authors, bits, 'task', 1)).toMatchObject({ value: 3, authors: 1 });
    expect(macroFigure(authors, rouge, 'base', 1)).toBeNull();
  });

  test('a gain is a share of the other figure, and is above zero if less is better and there is less', () => {
    const comparison = macroCompare(authors, bits, 'oppu', 'base', 1)!;
    expect(comparison).toMatchObject({ a: 'oppu', b: 'base', aValue: 2, bValue: 3, authors: 2, queries: 5 });
    expect(comparison.gain).toBeCloseTo(1 / 3, 12);
    expect(macroCompare(authors, bits, 'base', 'oppu', 1)!.gain).toBeCloseTo(-1 / 2, 12);
    expect(macroCompare(authors, bits, 'oppu', 'none', 1)).toBeNull();
  });

  test('only queries that both systems were asked count', () => {
    const some = author('cem', { base: [1, 9], oppu: [1] });
    expect(macroCompare([some], bits, 'oppu', 'base', 1)).toMatchObject({ gain: 0, queries: 1 });
  });

  test('a steady difference between unlike queries has a narrow interval, because the bootstrap is paired', () => {
    const costs = Array.from({ length: 30 }, (_, i) => 1 + (i % 10));
    const noisy = author('dee', { base: costs, oppu: costs.map((cost) => cost * 0.9) });
    const { gain, low, high } = macroCompare([noisy], bits, 'oppu', 'base', 1)!;
    expect([gain, low, high].map((value) => value.toFixed(6))).toEqual(['0.100000', '0.100000', '0.100000']);
    const alone = macroFigure([noisy], bits, 'base', 1)!;
    expect(alone.high - alone.low).toBeGreaterThan(1);
  });

  test('only queries are resampled, not authors: consistent authors leave no doubt', () => {
    const unlike = [author('eve', { base: [1, 1], oppu: [1, 1] }), author('fay', { base: [9, 9], oppu: [5, 5] })];
    const { low, high } = macroCompare(unlike, bits, 'oppu', 'base', 1)!;
    expect(low).toBe(high);
  });

  test('the interval contains the gain, and is the same for the same seed', () => {
    const random = author('gus', { base: [3, 1, 4, 1, 5, 9, 2, 6], oppu: [2, 7, 1, 8, 2, 8, 1, 8] });
    const first = macroCompare([random, ...authors], bits, 'oppu', 'base', 5)!;
    expect(first.low).toBeLessThan(first.gain);
    expect(first.high).toBeGreaterThan(first.gain);
    expect(macroCompare([random, ...authors], bits, 'oppu', 'base', 5)).toEqual(first);
    expect(macroCompare([random, ...authors], bits, 'oppu', 'base', 6)).not.toEqual(first);
  });

  test('the best of several is the one with the better figure', () => {
    expect(bestOf(authors, bits, ['base', 'oppu', 'none'])).toBe('oppu');
    expect(bestOf(authors, rouge, ['base', 'oppu'])).toBeNull();
  });
});
