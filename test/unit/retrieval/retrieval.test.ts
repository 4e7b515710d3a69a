import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HistoryItem } from '../../../src/core/history/store/item.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import type { Meaning } from '../../../src/core/retrieval/dense.ts';
import { fusedItems } from '../../../src/core/retrieval/fused.ts';
import { cutToFit } from '../../../src/core/retrieval/passage.ts';
import { plainWords, queryWords } from '../../../src/core/retrieval/query.ts';
import { findItems, search } from '../../../src/core/retrieval/search.ts';
import { snippets } from '../../../src/core/retrieval/snippets.ts';
import { nextBorder, sentencesOf } from '../../../src/core/text/sentences.ts';
import { Scratch } from '../history/scratch.ts';

let scratch: Scratch;
let store: HistoryStore;

function put(id: string, date: string | null, title: string, text: string, tags: string[] = []): void {
  const item: HistoryItem = { id, source: `/notes/${id}.md`, kind: 'markdown', date, title, tags, sha256: text, text };
  store.upsert(item);
}

beforeAll(() => {
  scratch = new Scratch();
  store = scratch.store;
  put(
    'bread',
    '2020-01-01',
    'Sourdough at home',
    'I feed the starter each morning. The oven must be hot. Café noise helps me knead dough.\n\n```\noven code\n```',
    ['baking'],
  );
  put(
    'trains',
    '2020-02-01',
    'Night trains',
    'Night trains from Vienna leave late. I booked a sleeper for Rome. The conductor brought coffee at dawn.',
    ['travel', 'rail'],
  );
  put(
    'rail',
    '2020-03-01',
    'A sleeper to Rome',
    'The sleeper to Rome was full. Trains are slow, and that is why I like them. We saw the sea at noon.',
    ['travel'],
  );
  put(
    'garden',
    '2020-03-01',
    'Tomatoes',
    'Tomatoes want sun. Water them at noon, never at night. The bees come early.',
    ['garden'],
  );
  put('undated', null, 'Notes on trains', 'Some notes on sleeper trains that I never dated.', []);
  for (let i = 0; i < 20; i++)
    put(`filler-${i}`, '2019-01-01', `Filler ${i}`, `Nothing of note on day ${i} with weather number${i}.`);
});

afterAll(() => scratch[Symbol.dispose]());

const ids = (query: string, options = {}) => search(store, query, options).map(({ id }) => id);

test('finds items about the query, best first, including other forms of a word', () => {
  expect(ids('sleeper train to Rome', { k: 3 })).toEqual(expect.arrayContaining(['trains', 'rail']));
  expect(ids('feeding starters')[0]).toBe('bread');
  expect(ids('cafe')).toEqual(['bread']);
  // A title says more than the text, and so does a tag.
  expect(ids('tomatoes bees')[0]).toBe('garden');
  expect(ids('baking')).toEqual(['bread']);
  const [hit] = search(store, 'booked a sleeper', { k: 1 });
  expect(hit).toMatchObject({ id: 'trains', title: 'Night trains', date: '2020-02-01' });
  expect(hit!.snippet).toContain('I booked a sleeper for Rome.');
  const scores = search(store, 'sleeper trains noon').map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(scores.every((score) => score > 0)).toBe(true);
});

test('sees only what came strictly before', () => {
  expect(ids('sleeper trains noon', { before: '2020-03-01' })).toEqual(['trains']);
  expect(ids('sleeper trains noon', { before: '2020-02-01' })).toEqual([]);
  expect(ids('sleeper trains', { before: store.get('undated')! })).toEqual([]);
  expect(ids('sleeper trains', { before: { date: '2020-02-15', seq: 999 } }).sort()).toEqual(['trains', 'undated']);
  for (const item of store.list()) {
    const { found } = findItems(store, `${item.title} ${item.text}`, { before: item, k: 50 });
    for (const { item: earlier } of found) {
      expect(earlier.id).not.toBe(item.id);
      if (item.date !== null && earlier.date !== null) expect(earlier.date < item.date).toBe(true);
      else expect(earlier.seq).toBeLessThan(item.seq);
    }
  }
});

test('leaves out an item and a document', () => {
  expect(ids('sleeper trains', { excludeId: 'trains' })).not.toContain('trains');
  expect(ids('sleeper trains', { excludeSource: '/notes/rail.md' })).not.toContain('rail');
  expect(ids('sleeper', { k: 0 })).toEqual([]);
});

test('survives any text as a query', () => {
  const operators = fc.constantFrom(
    '"',
    "'",
    '*',
    '(',
    ')',
    'AND',
    'OR',
    'NOT',
    'NEAR(',
    '^',
    ':',
    'title:',
    '-',
    '+',
    '{',
    '}',
    '\0',
    ';',
    '--',
    'sleeper',
    '%',
  );
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(operators, { maxLength: 20 }).map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(text, (text) => {
      const words = queryWords(store.text, text);
      expect(words.length).toBeLessThanOrEqual(16);
      for (const { word } of words) expect(word).toMatch(/^[\p{L}\p{N}\p{M}\p{S}&+# ]{1,640}$/u);
      if (words.some(({ word }) => word === 'sleeper')) expect(ids(text).length).toBeGreaterThan(0);
      search(store, text);
    }),
  );
});

test('keeps a query’s telling words and drops the rest', () => {
  expect(plainWords('The sleeper, and it IS the Rome-train!')).toEqual(['sleeper', 'rome', 'train']);
  const words = queryWords(store.text, `${'filler '.repeat(5)} sleeper zzzunknown the of and`).map(({ word }) => word);
  expect(words).toContain('sleeper');
  expect(words).not.toContain('zzzunknown');
  const long = Array.from({ length: 500 }, (_, i) => `number${i % 20}`).join(' ');
  expect(queryWords(store.text, long).length).toBe(16);
});

test('sees what another connection writes', () => {
  expect(ids('quixotic')).toEqual([]);
  const other = HistoryStore.open(scratch.storeFile);
  other.upsert({
    id: 'new',
    source: '/n.md',
    kind: 'text',
    date: '2021-01-01',
    title: 'N',
    tags: [],
    sha256: 'n',
    text: 'A quixotic plan.',
  });
  other.close();
  expect(ids('quixotic')).toEqual(['new']);
  store.remove('new');
  expect(ids('quixotic')).toEqual([]);
});

test('takes whole sentences within the budget as snippets, and none if nothing is near', async () => {
  const found = await snippets(store, 'I booked a sleeper to Rome on a night train', { k: 2, budget: 120 });
  expect(found.length).toBe(2);
  expect(found.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(120);
  for (const { id, text } of found) {
    const plain = store.get(id)!.text.replace(/\s+/g, ' ');
    expect(plain).toContain(text);
    expect(text).toMatch(/^[A-Z].*\.$/);
  }
  const words = (text: string) => text.split(' ').length;
  const counted = await snippets(store, 'sleeper to Rome', { k: 1, budget: 7, count: words });
  expect(words(counted[0]!.text)).toBeLessThanOrEqual(7);
  // One word in common is coincidence.
  expect(
    await snippets(store, 'noon quarterly revenue figures of subsidiaries in night', {
      k: 2,
      budget: 200,
      before: '2020-02-01',
    }),
  ).toEqual([]);
  expect(await snippets(store, '', { k: 2, budget: 200 })).toEqual([]);
  expect(await snippets(store, 'sleeper Rome', { k: 2, budget: 0 })).toEqual([]);
});

test('cuts sentences that together are the text, whatever it is', () => {
  const pieces = fc.constantFrom(
    'Dr. ',
    'A. ',
    'e.g. ',
    'He left. ',
    'Why? ',
    '\n',
    '\n\n',
    '- item',
    '\r\n',
    '# H',
    '"Yes!" ',
    '1. ',
    '…',
    '  ',
    'word ',
  );
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, fc.nat(200), (text, from) => {
      const sentences = sentencesOf(text);
      expect(sentences.map((sentence) => sentence.text).join('')).toBe(text);
      let start = 0;
      for (const sentence of sentences) {
        expect(sentence.start).toBe(start);
        start += sentence.text.length;
      }
      const border = nextBorder(text, from);
      expect(border).toBeLessThanOrEqual(text.length);
      if (from <= text.length) expect(border).toBeGreaterThanOrEqual(Math.min(from, text.length));
    }),
  );
});

test('ends sentences where people end them', () => {
  const text =
    'I saw Dr. Smith, e.g. at home.\nWrapped\nhere. It cost 1.5 euros! "Really?" Yes.\n\n- one\n- two\n\n## Head\nMore.';
  expect(sentencesOf(text).map((sentence) => sentence.text.trim())).toEqual([
    'I saw Dr. Smith, e.g. at home.',
    'Wrapped\nhere.',
    'It cost 1.5 euros!',
    '"Really?"',
    'Yes.',
    '- one',
    '- two',
    '## Head',
    'More.',
  ]);
});

test('finds the beginning of a sentence, or of a word if no sentence ends', () => {
  const text = 'One two three. Four five six. Seven.';
  expect(text.slice(nextBorder(text, 3))).toBe('Four five six. Seven.');
  expect(text.slice(nextBorder(text, 15))).toBe('Four five six. Seven.');
  const endless = 'word '.repeat(400);
  expect(nextBorder(endless, 502)).toBe(505);
  expect(nextBorder('x'.repeat(2000), 700)).toBe(700);
});

test('cuts a text to the longest beginning in whole words that fits', () => {
  const fits = (text: string) => text.length <= 12;
  expect(cutToFit('one two three four', fits)).toBe('one two');
  expect(cutToFit('one two', fits)).toBe('one two');
  expect(cutToFit('incomprehensibilities', fits)).toBe('');
});

test('puts the younger of two equally near items first, and hides nothing because of age', () => {
  using own = new Scratch();
  const text = 'A lighthouse at the northern cape, white and red.';
  for (const [id, date] of [
    ['old', '2001-01-01'],
    ['undated', null],
    ['late', '2020-06-01'],
    ['young', '2020-01-01'],
  ] as const) {
    const item = { id, source: id, kind: 'text', date, title: 'Lighthouse', tags: [], sha256: id, text } as HistoryItem;
    own.store.upsert(item);
  }
  const order = (options = {}) => search(own.store, 'northern lighthouse', options).map(({ id }) => id);
  expect(order({ before: { date: '2020-05-01', seq: 99 } })).toEqual(['young', 'old', 'undated']);
  expect(order({ before: { date: '2020-05-01', seq: 99 }, recency: false })).toEqual(['old', 'undated', 'young']);
  const [young, old, undated] = search(own.store, 'lighthouse', { before: { date: '2020-01-02', seq: 99 } });
  expect(undated!.score / young!.score).toBeCloseTo(0.3, 2);
  expect(old!.score / young!.score).toBeCloseTo(0.3, 2);
  expect(order({ before: { date: null, seq: 99 } })).toEqual(['undated']);
  // Without a moment everything is earlier, and age is measured from today.
  expect(order().length).toBe(4);
});

test('never finds anything of the query’s moment or after it', async () => {
  using own = new Scratch();
  const day = fc.integer({ min: 1, max: 5 }).map((n) => `2020-01-0${n}`);
  const time = fc.tuple(day, fc.integer({ min: 10, max: 20 })).map(([date, hour]) => `${date}T${hour}:00:00Z`);
  const date = fc.oneof(day, time, fc.constant(null));
  const item = fc.record({ date, text: fc.lorem({ maxCount: 3, mode: 'sentences' }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(item, { minLength: 1, maxLength: 12 }),
      fc.option(date),
      fc.nat(),
      async (items, given, pick) => {
        for (const { id } of own.store.list()) own.store.remove(id);
        for (const [i, { date, text }] of items.entries()) {
          own.store.upsert({
            id: `${i}`,
            source: `${i}`,
            kind: 'text',
            date,
            title: 'Same',
            tags: [],
            sha256: `${i}`,
            text,
          } as HistoryItem);
        }
        const about = own.store.get(`${pick % items.length}`)!;
        const moment = given ?? about;
        const query = `Same ${about.text}`;
        const found = [
          ...findItems(own.store, query, { before: moment, k: 50 }).found.map(({ item }) => item),
          ...(await snippets(own.store, query, { before: moment, k: 5, budget: 900 })).map(
            ({ id }) => own.store.get(id)!,
          ),
        ];
        const at = typeof moment === 'string' ? moment : moment.date;
        for (const earlier of found) {
          if (earlier.date !== null) expect(at !== null && earlier.date < at).toBe(true);
          else expect(typeof moment !== 'string' && earlier.seq < moment.seq).toBe(true);
          if (at !== null && earlier.date !== null && (at.length <= 10 || earlier.date.length <= 10)) {
            expect(earlier.date.slice(0, 10) < at.slice(0, 10)).toBe(true);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('takes passages in the language of the text they are for', async () => {
  using own = new Scratch();
  const english =
    'The lighthouse at the northern cape was painted white and red when we came to Finisterre last summer.';
  const german = 'Der Leuchtturm Finisterre am nördlichen Kap wurde im Sommer weiß und rot gestrichen, als wir kamen.';
  for (const [id, language, text] of [
    ['en', 'en', english],
    ['de', 'de', german],
    ['any', null, 'Finisterre: Leuchtturm, Kap, Sommer; lighthouse, cape, summer.'],
  ] as const) {
    const item = {
      id,
      source: id,
      kind: 'text',
      date: '2020-01-01',
      title: '',
      tags: [],
      sha256: id,
      language,
      text,
    } as HistoryItem;
    own.store.upsert(item);
  }
  const ids = async (query: string) =>
    (await snippets(own.store, query, { k: 3, budget: 600 })).map(({ id }) => id).sort();
  expect(await ids(english)).toEqual(['any', 'en']);
  expect(await ids(german)).toEqual(['any', 'de']);
  // A person who searches finds both.
  expect(search(own.store, 'Finisterre').length).toBe(3);
});

test('adds what is found by meaning to what is found by words, and puts it in a prompt only if it is near', async () => {
  using own = new Scratch();
  const add = (id: string, text: string) =>
    own.store.upsert({
      ...{ id, source: id, kind: 'text', date: '2020-01-01', title: id, tags: [], sha256: id, text, language: null },
    } as HistoryItem);
  add('words', 'The lighthouse at the northern cape was painted white. It stands alone.');
  add('meaning', 'A beacon guides ships home at night. Its beam sweeps the bay.');
  add('neither', 'Bread needs time, salt and patience. Nothing else.');
  const seq = (id: string) => own.store.get(id)!.seq;
  const meaning = (score: number): Meaning => ({
    nearest: async () => [
      { seq: seq('meaning'), part: 0, score },
      { seq: seq('words'), part: 0, score: score / 2 },
    ],
  });
  const query = 'the northern lighthouse on the cape';
  const { found } = await fusedItems(own.store, query, { k: 3 }, meaning(0.8));
  expect(found.map(({ item }) => item.id)).toEqual(['words', 'meaning']);
  expect(found[0]!.score).toBeGreaterThan(found[1]!.score);
  const options = { k: 3, budget: 600 };
  const shown = async (score?: number) =>
    (await snippets(own.store, query, options, score === undefined ? undefined : meaning(score))).map(({ id }) => id);
  expect(await shown()).toEqual(['words']);
  expect(await shown(0.8)).toEqual(['words', 'meaning']);
  expect(await shown(0.3)).toEqual(['words']);
});
