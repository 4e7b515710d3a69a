import { expect, test } from 'vitest';
import { DuplicateIndex, fingerprint, jaccard } from '../../../src/core/history/mining/duplicates.ts';
import type { HistoryItem } from '../../../src/core/history/store/item.ts';
import { Scratch } from './scratch.ts';

/** Words drawn by a small generator with a fixed seed, so that texts are as unlike as real ones. */
function words(seed: number, count: number): string[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return `w${state % 5000}`;
  });
}

function put(scratch: Scratch, index: DuplicateIndex, id: string, text: string): void {
  const item: HistoryItem = { id, source: id, kind: 'text', date: null, title: id, tags: [], sha256: text, text };
  const { bands } = fingerprint(text);
  scratch.store.upsert(item, bands);
  index.add(scratch.store.get(id)!.seq, bands);
}

test('counts shared shingles according to the formula', () => {
  const a = fingerprint('one two three four five six').shingles;
  const b = fingerprint('One, two: three four five SEVEN').shingles;
  expect(a.length).toBe(2);
  expect(jaccard(a, b)).toBeCloseTo(1 / 3, 10);
  expect(jaccard(a, a)).toBe(1);
  expect(jaccard(fingerprint('').shingles, fingerprint('').shingles)).toBe(0);
});

test('finds near-duplicates and no others, at many lengths', () => {
  using scratch = new Scratch();
  const index = new DuplicateIndex(scratch.store);
  let [near, far] = [0, 0];
  const rounds = 120;
  for (let i = 0; i < rounds; i++) {
    const length = 60 + i * 10;
    const text = words(i + 1, length);
    put(scratch, index, `item-${i}`, text.join(' '));
    // Changing one word in eighty affects a sixteenth of the shingles; one in eight, more than half.
    const slightly = text.map((word, j) => (j % 80 === 40 ? 'changed' : word)).join(' ');
    const much = text.map((word, j) => (j % 8 === 4 ? 'changed' : word)).join(' ');
    expect(jaccard(fingerprint(text.join(' ')).shingles, fingerprint(slightly).shingles)).toBeGreaterThan(0.8);
    if (index.find(fingerprint(slightly), 'other') === `item-${i}`) near++;
    if (index.find(fingerprint(much), 'other') !== undefined) far++;
    expect(index.find(fingerprint(text.join(' ')), `item-${i}`)).toBeUndefined();
  }
  expect(near).toBe(rounds);
  expect(far).toBe(0);
});

test('finds earlier items with an index made from the store', () => {
  using scratch = new Scratch();
  const first = new DuplicateIndex(scratch.store);
  for (let i = 0; i < 300; i++) put(scratch, first, `item-${i}`, words(i + 1, 80).join(' '));
  const second = new DuplicateIndex(scratch.store);
  for (let i = 0; i < 300; i += 37) {
    expect(second.find(fingerprint(words(i + 1, 80).join('\n')), 'other')).toBe(`item-${i}`);
  }
});

test('treats short texts as the same only if they are', () => {
  using scratch = new Scratch();
  const index = new DuplicateIndex(scratch.store);
  put(scratch, index, 'a', 'Thank you!');
  expect(index.find(fingerprint('thank you'), 'b')).toBe('a');
  expect(index.find(fingerprint('thank you so much'), 'b')).toBeUndefined();
  expect(index.find(fingerprint(''), 'b')).toBeUndefined();
});
