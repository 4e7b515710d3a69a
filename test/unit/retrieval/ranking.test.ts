/** Optimisations for a large history, compared with the straightforward way. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMMON } from '../../../src/core/history/store/textIndex.ts';
import { queryWords } from '../../../src/core/retrieval/query.ts';
import { Scratch } from '../history/scratch.ts';

const ITEMS = 100_000;
const MAX_WORDS = 16;

/** An index of words with known frequencies, which counts no further than asked. */
class Index {
  rows = 0;
  readonly frequencies: ReadonlyMap<string, number>;

  constructor(frequencies: ReadonlyMap<string, number>) {
    this.frequencies = frequencies;
  }

  documentFrequency(word: string, limit = COMMON): number {
    const counted = Math.min(this.frequencies.get(word) ?? 0, limit + 1);
    this.rows += counted;
    return counted;
  }

  size(): number {
    return ITEMS;
  }
}

/** Counts every word to the end of what is common, then chooses by rarity and number in the query. */
function chosenPlainly(query: Map<string, number>, frequencies: ReadonlyMap<string, number>): string[] {
  const words = [...query]
    .sort(([a, m], [b, n]) => n - m || b.length - a.length)
    .slice(0, 64)
    .map(([word, count]) => ({ word, count, frequency: Math.min(frequencies.get(word)!, COMMON + 1) }))
    .filter(({ frequency }) => frequency > 0)
    .map((word) => ({ ...word, score: Math.log(1 + ITEMS / word.frequency) * (1 + Math.log(word.count)) }))
    .sort((a, b) => b.score - a.score);
  const chosen: string[] = [];
  let postings = 0;
  for (const { word, frequency } of words) {
    if (chosen.length >= MAX_WORDS || postings + frequency > COMMON) continue;
    postings += frequency;
    chosen.push(word);
  }
  return chosen;
}

const frequency = fc.oneof(fc.nat(300), fc.nat(2_000), fc.integer({ min: COMMON - 2, max: COMMON + 2 }), fc.nat(ITEMS));

test('chooses the same words as if it had counted all of them to the end', () => {
  const words = fc.array(fc.record({ frequency, count: fc.integer({ min: 1, max: 3 }) }), { maxLength: 80 });
  fc.assert(
    fc.property(words, (words) => {
      const names = words.map((_, i) => `w${i}q`);
      const index = new Index(new Map(words.map(({ frequency }, i) => [names[i]!, frequency])));
      const query = new Map(words.map(({ count }, i) => [names[i]!, count]));
      const text = words.flatMap(({ count }, i) => Array(count).fill(names[i])).join(' ');
      const chosen = queryWords(index, text).map(({ word }) => word);
      const plainly = chosenPlainly(query, index.frequencies);
      if (plainly.length > 0) expect(chosen).toEqual(plainly);
      else expect(chosen.length).toBe(words.some(({ frequency }) => frequency > 0) ? 1 : 0);
    }),
  );
});

test('hardly counts common words if there are enough rare ones', () => {
  const rare = Array.from({ length: 20 }, (_, i) => [`rare${i}`, 200] as const);
  const common = Array.from({ length: 20 }, (_, i) => [`common${i}`, 50_000] as const);
  const index = new Index(new Map([...rare, ...common]));
  const text = [...index.frequencies.keys()].join(' ');
  expect(queryWords(index, text).length).toBe(MAX_WORDS);
  expect(index.rows).toBeLessThan(20 * 200 + 20 * 300);
});

test('searches for the rarest if all words are common', () => {
  const index = new Index(
    new Map([
      ['everywhere', 90_000],
      ['often', 6_000],
      ['frequently', 20_000],
    ]),
  );
  expect(queryWords(index, 'everywhere often frequently').map(({ word }) => word)).toEqual(['often']);
});

test('finds the best by words and age without looking up every item’s age', () => {
  using scratch = new Scratch();
  const { store } = scratch;
  const day = (n: number) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10);
  for (let i = 0; i < 80; i++) {
    const text = `${'heron '.repeat(1 + (i % 7))} ${'reed '.repeat(i % 3)} ${'bank '.repeat(5 + ((i * 11) % 40))}`;
    const date = i % 9 === 0 ? null : day((i * 37) % 400);
    store.upsert({
      id: `i${i}`,
      source: `/${i}.md`,
      kind: 'text',
      date,
      title: `T${i}`,
      tags: [],
      sha256: `${i}`,
      text,
    });
  }
  const words = ['heron', 'reed'];
  const byWords = store.text.match(words, { limit: 1_000 });
  const options = fc.record({
    now: fc.integer({ min: -50, max: 3_000 }).map(day),
    halfLifeDays: fc.integer({ min: 5, max: 800 }),
    floor: fc.constantFrom(0, 0.3, 0.7),
    limit: fc.integer({ min: 1, max: 30 }),
    before: fc.option(fc.nat(420).map(day), { nil: undefined }),
  });
  fc.assert(
    fc.property(options, ({ limit, before, ...recency }) => {
      const expected = byWords
        .map(({ seq, score }) => ({ item: store.getBySeq(seq)!, score }))
        .filter(({ item }) => before === undefined || (item.date !== null && item.date < before))
        .map(({ item, score }) => ({ seq: item.seq, score: score * factor(item.date, recency) }))
        .sort((a, b) => b.score - a.score || a.seq - b.seq)
        .slice(0, limit);
      const found = store.text.match(words, { limit, before, recency });
      expect(found.length).toBe(expected.length);
      for (const [i, { score }] of found.entries()) expect(score).toBeCloseTo(expected[i]!.score, 9);
    }),
  );
});

function factor(
  date: string | null,
  { now, halfLifeDays, floor }: { now: string; halfLifeDays: number; floor: number },
) {
  if (date === null) return floor;
  const age = Math.max(0, (Date.parse(now) - Date.parse(date)) / 86_400_000);
  return floor + (1 - floor) * 2 ** (-age / halfLifeDays);
}
