import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HistoryItem } from '../../../../src/core/history/store/item.ts';
import type { HistoryStore } from '../../../../src/core/history/store/store.ts';
import { tagEvidence } from '../../../../src/core/tasks/tags/evidence.ts';
import { Scratch } from '../../history/scratch.ts';

let scratch: Scratch;
let store: HistoryStore;

function put(id: string, date: string | null, title: string, text: string, tags: string[], to = store): void {
  to.upsert({ id, source: `/${id}.md`, kind: 'markdown', date, title, tags, sha256: text, text } as HistoryItem);
}

beforeAll(() => {
  scratch = new Scratch();
  store = scratch.store;
  put('a', '2020-01-01', 'Sourdough', 'The starter is fed and the oven is hot; the dough rises.', ['baking']);
  put('b', '2020-02-01', 'Rye', 'Dough of rye in a hot oven, with a sour starter.', ['baking', 'rye']);
  put('c', '2020-03-01', 'Night trains', 'The sleeper to Rome leaves late from Vienna.', ['travel', 'night-trains']);
  put('d', '2020-04-01', 'To the sea', 'A slow railway along the coast, and a ferry.', ['travel']);
  put('e', '2020-05-01', 'Plain', 'Nothing with a label, only dough and ovens.', []);
});

afterAll(() => scratch[Symbol.dispose]());

const ranked = (evidence: Map<string, number>) => [...evidence].sort(([, m], [, n]) => n - m).map(([tag]) => tag);

test('counts what a text shares with a tag’s items for that tag', () => {
  const evidence = tagEvidence(store, { title: 'Bread', text: 'My dough went into the oven.' });
  expect(ranked(evidence)[0]).toBe('baking');
  expect([...evidence.keys()].sort()).toEqual(['baking', 'night-trains', 'rye', 'travel']);
  expect(evidence.get('travel')).toBe(0);
  for (const value of evidence.values()) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(1);
  }
});

test('counts a tag’s own name if no item with it fits', () => {
  expect(ranked(tagEvidence(store, { title: '', text: 'We travelled far this year.' }))[0]).toBe('travel');
  expect(tagEvidence(store, { title: '', text: '' }).get('travel')).toBe(0);
});

test('never uses a document as evidence for itself', () => {
  const about = { title: 'Night trains', text: 'The sleeper to Rome leaves late from Vienna.' };
  expect(tagEvidence(store, about).has('night-trains')).toBe(true);
  expect(tagEvidence(store, about, { id: 'c' }).has('night-trains')).toBe(false);
  expect(tagEvidence(store, about, { source: '/c.md' }).has('night-trains')).toBe(false);
});

test('sees what was mined since', () => {
  const about = { title: '', text: 'a lighthouse' };
  expect(tagEvidence(store, about).has('lights')).toBe(false);
  put('f', '2020-06-01', 'Lighthouse', 'The lighthouse keeper.', ['lights']);
  expect(ranked(tagEvidence(store, about))[0]).toBe('lights');
  store.remove('f');
  expect(tagEvidence(store, about).has('lights')).toBe(false);
});

test('never sees tags of the moment itself or after it', () => {
  using own = new Scratch();
  const day = fc.integer({ min: 1, max: 9 }).map((n) => `2020-01-0${n}`);
  const date = fc.oneof(
    day,
    fc.constant(null),
    fc.tuple(day, fc.integer({ min: 10, max: 20 })).map(([d, h]) => `${d}T${h}:00`),
  );
  fc.assert(
    fc.property(fc.array(date, { minLength: 1, maxLength: 8 }), fc.nat(), (dates, pick) => {
      for (const { id } of own.store.list()) own.store.remove(id);
      for (const [i, each] of dates.entries())
        put(`${i}`, each, `Item ${i}`, 'common words here', [`tag${i}`], own.store);
      const item = own.store.get(`${pick % dates.length}`)!;
      const seen = tagEvidence(own.store, item, { moment: item });
      for (const tag of seen.keys()) {
        const other = own.store.get(tag.slice(3))!;
        if (item.date !== null && other.date !== null) expect(other.date < item.date).toBe(true);
        else expect(other.seq).toBeLessThan(item.seq);
      }
    }),
    { numRuns: 60 },
  );
});
