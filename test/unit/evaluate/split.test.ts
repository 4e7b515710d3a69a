import { describe, expect, test } from 'vitest';
import type { StoredItem } from '../../../src/core/history/store/storedItem.ts';
import { OwnhandError } from '../../../src/core/support/errors.ts';
import { aboutQuery, authorOf, splitByTime, spread } from '../../../src/evaluate/split.ts';
import { chooseSystems, chooseTasks } from '../../../src/evaluate/systems.ts';

function items(n: number): StoredItem[] {
  return Array.from({ length: n }, (_, i) => ({
    ...{
      id: `i${i}`,
      source: '/notes/ann.jsonl',
      kind: 'item' as const,
      date: `2024-01-${String(i + 1).padStart(2, '0')}`,
    },
    ...{ title: '', tags: [], text: 'x', sha256: '', seq: i, words: 1, bytes: 1, language: null },
  }));
}

describe('split by time', () => {
  test('makes the first share, rounded down, the history', () => {
    const { history, queries } = splitByTime(items(29), 0.8);
    expect([history.length, queries.length]).toEqual([23, 6]);
    expect(history.at(-1)!.date! < queries[0].date!).toBe(true);
    // 0.7 × 10 is slightly below 7 in floating point.
    expect(splitByTime(items(10), 0.7).history.length).toBe(7);
  });

  test('refuses a share that leaves one side empty', () => {
    for (const share of [0, 1, -1, Number.NaN]) {
      expect(() => splitByTime(items(20), share)).toThrow(expect.objectContaining({ code: 'bad-input' }));
    }
  });

  test('refuses too little on one side', () => {
    expect(() => splitByTime(items(4), 0.8)).toThrow(expect.objectContaining({ code: 'no-history' }));
    expect(() => splitByTime([], 0.8)).toThrow(OwnhandError);
  });

  test('takes queries evenly spread and in order, up to a limit', () => {
    expect(spread([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 2)).toEqual([2, 7]);
    expect(spread([0, 1, 2], 5)).toEqual([0, 1, 2]);
    expect(spread([0, 1, 2], undefined)).toEqual([0, 1, 2]);
    expect(() => spread([1, 2], 0.5)).toThrow(expect.objectContaining({ code: 'bad-input' }));
  });

  test('shows a query all undated items of its history, and dated ones of earlier days', () => {
    expect(aboutQuery(items(3)[2])).toEqual({ id: 'i2', moment: { date: '2024-01-03', seq: Number.MAX_SAFE_INTEGER } });
  });

  test('names the author after the file or the folder', () => {
    expect(authorOf(items(3))).toBe('ann');
    const [a, b] = items(2);
    expect(
      authorOf([
        { ...a, source: '/notes/ann/2024/a.md' },
        { ...b, source: '/notes/ann/2025/b.md' },
      ]),
    ).toBe('ann');
  });
});

describe('systems', () => {
  const all = ['title', 'tags', 'completion'] as const;

  test('are all the available ones, with reasons for the others', () => {
    const { systems, omitted } = chooseSystems(undefined, [...all], { taskAdapter: false, others: false });
    expect(systems.map(({ name }) => name)).toEqual([
      ...['base', 'task+rag', 'task+profile', 'task+rag+profile', 'oppu', 'oppu+rag', 'oppu+rag+profile'],
      ...['task+rag+profile+ngram', 'oppu+rag+profile+ngram', 'tag-frequency', 'tag-neighbours'],
    ]);
    expect(omitted.map(({ system }) => system)).toEqual(['task', 'wrong-user', 'wrong-user+ngram']);
  });

  test('give the wrong user everything the best system has except the adapter', () => {
    const { systems } = chooseSystems(undefined, [...all], { taskAdapter: false, others: true });
    const by = new Map(systems.map((system) => [system.name, system]));
    const { name: _, adapter: own, ...best } = by.get('oppu+rag+profile')!;
    const { name: __, adapter: other, ...wrong } = by.get('wrong-user')!;
    expect(wrong).toEqual(best);
    expect([own, other]).toEqual(['own', 'other']);
  });

  test('refuse one that was asked for by name and is unavailable, with the reason', () => {
    const given = { taskAdapter: false, others: false };
    expect(() => chooseSystems(['task'], [...all], given)).toThrow(/no task adapter/);
    expect(() => chooseSystems(['wrong-user'], [...all], given)).toThrow(/--others/);
    expect(() => chooseSystems(['tag-frequency'], ['title'], given)).toThrow(/tags/);
    expect(() => chooseSystems(['best'], [...all], given)).toThrow(/no system "best"/);
    expect(() => chooseTasks(['poem'])).toThrow(/no task "poem"/);
    expect(chooseTasks(['completion', 'title'])).toEqual(['title', 'completion']);
  });
});
