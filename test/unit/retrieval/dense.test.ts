import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HistoryItem } from '../../../src/core/history/store/item.ts';
import { DenseIndex } from '../../../src/core/retrieval/dense.ts';
import { DenseSearch } from '../../../src/core/retrieval/denseSearch.ts';
import { Embedder } from '../../../src/core/retrieval/embedding/embedder.ts';
import { addEmbeddingModel, findEmbeddingModel } from '../../../src/core/retrieval/embedding/files.ts';
import { fuse, searchDense } from '../../../src/core/retrieval/hybrid.ts';
import { passagesOf } from '../../../src/core/retrieval/passages.ts';
import { Scratch } from '../history/scratch.ts';
import { startHub } from '../model/fakeHub.ts';
import { writeTinyEmbedding } from './tinyEmbedding.ts';

let scratch: Scratch;
let folder: string;
let embedder: Embedder;

function put(to: Scratch, id: string, date: string | null, title: string, text: string): void {
  to.store.upsert({
    id,
    source: `/${id}.md`,
    kind: 'text',
    date,
    title,
    tags: [],
    sha256: `${id} ${text}`,
    text,
  } as HistoryItem);
}

beforeAll(async () => {
  scratch = new Scratch();
  folder = writeTinyEmbedding(path.join(scratch.folder, 'tiny'));
  embedder = await Embedder.open(folder, 1);
  put(scratch, 'loaf', '2020-01-01', 'On Sundays', 'A loaf of sourdough for the week.');
  put(scratch, 'rail', '2020-02-01', 'To Vienna', 'The locomotive stood at the platform. Much later came the harbour.');
  put(
    scratch,
    'coast',
    '2020-03-01',
    'The cape',
    `${'Nothing to see for hours. '.repeat(30)}\n\nThen the lighthouse, and the ocean.`,
  );
});

afterAll(async () => {
  await embedder.dispose();
  scratch[Symbol.dispose]();
});

test('finds by meaning what shares no word with the query', async () => {
  const search = new DenseSearch(scratch.store, path.join(scratch.folder, 'models'), 1);
  expect((await search.search('bread', {})).length).toBe(0);
  await expect(search.search('bread', { mode: 'dense' })).rejects.toMatchObject({ code: 'bad-input' });
  expect(await search.update()).toBe(0);

  await search.use(folder);
  expect(search.source).toBe(folder);
  expect(await search.update()).toBe(3);
  expect(await search.update()).toBe(0);
  const first = async (query: string, mode?: 'bm25' | 'dense' | 'hybrid') =>
    (await search.search(query, { mode, k: 1 }))[0];
  expect(await first('bread')).toMatchObject({
    id: 'loaf',
    title: 'On Sundays',
    snippet: 'A loaf of sourdough for the week.',
  });
  expect(await first('railway', 'dense')).toMatchObject({ id: 'rail' });
  expect((await first('railway', 'dense'))!.score).toBeGreaterThan(0.5);
  // The near passage is shown, not the item's beginning.
  expect((await first('sea', 'dense'))!.snippet).toContain('lighthouse');
  expect(await first('railway', 'bm25')).toBeUndefined();
  expect((await search.search('platform railway', { mode: 'hybrid' })).map(({ id }) => id)[0]).toBe('rail');

  // Changed items are embedded again, and removed ones take their vectors along.
  put(scratch, 'new', '2021-01-01', 'Sleepers', 'A sleeper to Rome.');
  expect(await search.update()).toBe(1);
  put(scratch, 'new', '2021-01-01', 'Bread', 'Baking.');
  expect(await search.update()).toBe(1);
  expect((await search.search('train', { mode: 'dense', k: 1 }))[0]!.id).toBe('rail');
  scratch.store.remove('new');
  expect(scratch.store.vectors.load(embedder.id).seqs.length).toBe(
    scratch.store.list().flatMap(({ text }) => passagesOf(text)).length,
  );

  await search.use(null);
  expect(search.source).toBeNull();
  expect(scratch.store.vectors.load(embedder.id).seqs.length).toBe(0);
  await search.dispose();
});

test('never finds anything of the query’s moment or after it, by meaning or by both', async () => {
  using own = new Scratch();
  const dense = new DenseIndex(own.store, embedder);
  const vector = await dense.vectorOf('bread');
  const day = fc.integer({ min: 1, max: 5 }).map((n) => `2020-01-0${n}`);
  const time = fc.tuple(day, fc.integer({ min: 10, max: 20 })).map(([date, hour]) => `${date}T${hour}:00:00Z`);
  const date = fc.oneof(day, time, fc.constant(null));
  await fc.assert(
    fc.asyncProperty(
      fc.array(date, { minLength: 1, maxLength: 8 }),
      fc.option(date),
      fc.nat(),
      async (dates, given, pick) => {
        for (const { id } of own.store.list()) own.store.remove(id);
        for (const [i, each] of dates.entries()) put(own, `${i}`, each, 'Bread', 'A loaf.');
        await dense.embedMissing();
        const about = own.store.get(`${pick % dates.length}`)!;
        const moment = given ?? about;
        const options = { before: moment, excludeSource: '/0.md', k: 50 };
        const found = (['dense', 'hybrid'] as const).flatMap((mode) =>
          searchDense(own.store, dense, { text: 'bread loaf', vector }, { ...options, mode }),
        );
        const at = typeof moment === 'string' ? moment : moment.date;
        for (const { id, date: earlier } of found) {
          expect(id).not.toBe('0');
          if (earlier === null) expect(typeof moment !== 'string' && own.store.get(id)!.seq < moment.seq).toBe(true);
          else
            expect(
              at !== null &&
                (earlier.length > 10 && at.length > 10 ? earlier < at : earlier.slice(0, 10) < at.slice(0, 10)),
            ).toBe(true);
        }
        // Meaning finds whatever may be found.
        const may = own.store.list({ before: moment }).filter(({ id }) => id !== '0');
        expect(dense.nearest(vector, options).length).toBe(may.length);
      },
    ),
    { numRuns: 25 },
  );
});

test('fuses rankings by rank', () => {
  expect(
    fuse([
      ['a', 'b'],
      ['b', 'c'],
    ]),
  ).toEqual([
    { item: 'b', score: 1 / 62 + 1 / 61 },
    { item: 'a', score: 1 / 61 },
    { item: 'c', score: 1 / 62 },
  ]);
  expect(fuse([])).toEqual([]);
});

test('makes passages of whole sentences, which together are the beginning of the text', () => {
  const text = Array.from({ length: 400 }, (_, i) => `This is sentence number ${i} of them.`).join(' ');
  const passages = passagesOf(text);
  expect(passages.length).toBe(24);
  expect(text.startsWith(passages.join(' '))).toBe(true);
  for (const passage of passages) expect(passage).toMatch(/^This.*\.$/);
  expect(passagesOf('```\ncode\n```')).toEqual([]);
});

test('gets an embedding model from the Hub or from a folder', async () => {
  const hub = await startHub(folder);
  const models = path.join(scratch.folder, 'hubModels');
  try {
    expect(findEmbeddingModel('org/tiny', models)).toBeNull();
    const place = await addEmbeddingModel('org/tiny', models, { endpoint: hub.endpoint });
    expect(findEmbeddingModel('org/tiny', models)).toBe(place);
    expect(fs.readFileSync(path.join(place, 'onnx/model_quantized.onnx'))).toEqual(
      fs.readFileSync(path.join(folder, 'onnx/model_quantized.onnx')),
    );
    const asked = hub.requests.length;
    const opened = await Embedder.open(place, 1);
    expect(opened.id).toBe(embedder.id);
    await opened.dispose();
    await addEmbeddingModel('org/tiny', models, { endpoint: hub.endpoint });
    expect(hub.requests.length).toBe(asked);
  } finally {
    hub.close();
  }
  await expect(addEmbeddingModel(models, models)).rejects.toMatchObject({ code: 'bad-input' });
  const unreachable = () => Promise.reject(new TypeError('fetch failed'));
  const call = { fetch: unreachable, run: async () => null };
  await expect(addEmbeddingModel('org/tiny2', models, call)).rejects.toMatchObject({ code: 'network' });
  await expect(addEmbeddingModel('default', models, call)).rejects.toMatchObject({ code: 'network' });
  expect(fs.readdirSync(models).filter((name) => name.endsWith('.new'))).toEqual([]);
});

test('refuses a damaged embedding model in a sentence', async () => {
  const damaged = path.join(scratch.folder, 'damaged');
  fs.cpSync(folder, damaged, { recursive: true });
  fs.writeFileSync(path.join(damaged, 'onnx/model_quantized.onnx'), 'no model');
  await expect(Embedder.open(damaged, 1)).rejects.toMatchObject({ code: 'bad-model' });
});
