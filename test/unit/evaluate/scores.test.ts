import { describe, expect, test } from 'vitest';
import { METRICS, type Row } from '../../../src/evaluate/metrics.ts';
import { TagKey } from '../../../src/evaluate/tagScore.ts';

function metric(name: string): (rows: Row[]) => number {
  return METRICS.find((each) => each.name === name)!.of;
}

describe('tags', () => {
  const history = [{ tags: ['Web', 'css'] }, { tags: ['web', 'js', 'rare'] }, { tags: ['js'] }, { tags: [] }];
  const queries = [{ tags: ['css', 'new'] }, { tags: ['web', 'js'] }, { tags: ['unknown'] }];
  const key = new TagKey(history, queries);

  test('suggests as many as the history’s tagged items have on average', () => {
    expect(key.k).toBe(2);
    expect(new TagKey([{ tags: ['a', 'b', 'c'] }, { tags: [] }], []).k).toBe(3);
    expect(new TagKey([{ tags: [] }], []).k).toBe(1);
  });

  test('does not score a tag used once in history and queries together', () => {
    expect([...key.wanted(queries[0])]).toEqual(['css']);
    expect([...key.wanted(queries[2])]).toEqual([]);
    expect([...key.wanted(history[1])]).toEqual(['web', 'js']);
  });

  test('counts only the first k, whatever their case', () => {
    expect(key.score(queries[1], ['WEB', 'css', 'js'])).toEqual({
      first: 1,
      right: 1,
      suggested: 2,
      wanted: 2,
      f1: 0.5,
    });
  });

  test('ignores a right suggestion that is not scored, but not a wrong one', () => {
    expect(key.score(queries[0], ['new', 'css'])).toEqual({ first: 1, right: 1, suggested: 1, wanted: 1, f1: 1 });
    expect(key.score(queries[0], ['rare', 'css'])).toMatchObject({ first: 0, right: 1, suggested: 2 });
  });

  test('does not divide by zero without suggestions', () => {
    expect(key.score(queries[1], [])).toEqual({ first: 0, right: 0, suggested: 0, wanted: 2, f1: 0 });
  });

  // Query 1: 1 of 2 suggested, 1 wanted; query 2: 1 of 2 suggested, 3 wanted. Micro-F1 = 2·2/(4+4), mean (2/3 + 2/5)/2.
  test('pools all tags for micro-F1, and queries for mean F1', () => {
    const rows = [
      { first: 1, right: 1, suggested: 2, wanted: 1, f1: 2 / 3 },
      { first: 0, right: 1, suggested: 2, wanted: 3, f1: 2 / 5 },
    ];
    expect(metric('f1')(rows)).toBe(0.5);
    expect(metric('meanF1')(rows)).toBeCloseTo(8 / 15, 12);
    expect(metric('acc1')(rows)).toBe(0.5);
    expect(metric('f1')([{ first: 0, right: 0, suggested: 0, wanted: 0, f1: 0 }])).toBe(0);
  });
});

describe('completion', () => {
  test('bits per byte: mean and median over the queries', () => {
    const rows = [1, 2, 6].map((bitsPerByte) => ({ bitsPerByte }));
    expect(metric('bitsPerByte')(rows)).toBe(3);
    expect(metric('medianBitsPerByte')(rows)).toBe(2);
  });

  test('keystrokes saved are a share of all characters', () => {
    const rows = [
      { saved: 10, characters: 60 },
      { saved: 0, characters: 40 },
    ];
    expect(metric('keystrokesSaved')(rows)).toBe(0.1);
  });
});
