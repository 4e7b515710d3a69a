import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forget } from '../../../src/core/history/forget.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import type { BaseModel } from '../../../src/core/model/base.ts';
import { KeptNgrams } from '../../../src/core/ngram/keptNgrams.ts';
import { forgetNgrams, readIndex } from '../../../src/core/ngram/ngramFile.ts';
import { importTiny, scratch } from '../tiny.ts';

let base: BaseModel;
let folder: string;
let store: HistoryStore;

beforeAll(async () => {
  base = await importTiny('tiny-llama-gqa-tied', scratch());
});
beforeEach(() => {
  const home = scratch();
  folder = path.join(home, 'ngrams');
  fs.mkdirSync(folder);
  store = HistoryStore.open(path.join(home, 'history.sqlite'));
});

function put(id: string, text: string, title = '', to = store): void {
  to.upsert({
    id,
    title,
    text,
    sha256: text.padEnd(16, '.'),
    source: `/notes/${id}.md`,
    kind: 'markdown',
    date: null,
    tags: [],
  });
}

async function kept(): Promise<KeptNgrams> {
  const ngrams = await KeptNgrams.open(folder, store, base);
  await ngrams.whole();
  return ngrams;
}

async function textsIn(ngrams: KeptNgrams): Promise<string[]> {
  const { index } = ngrams;
  const tokenizer = await base.tokenizer();
  return index
    .spansOf(index.texts.map(({ id }) => id))
    .map(([start, end]) => tokenizer.decode(index.tokens.subarray(start, end)));
}

const file = () => path.join(folder, fs.readdirSync(folder)[0]!);

describe('the n-grams kept with a history', () => {
  it('contain every item with its title, and follow changes', async () => {
    put('a', 'the cat sat', 'One');
    put('b', 'the dog ran');
    const ngrams = await kept();
    expect((await textsIn(ngrams)).sort()).toEqual(['Title: One\n\nthe cat sat', 'the dog ran']);
    put('a', 'the cat sat', 'Two');
    put('b', 'the dog sat down');
    put('c', 'and more');
    await ngrams.whole();
    expect((await textsIn(ngrams)).sort()).toEqual(['Title: Two\n\nthe cat sat', 'and more', 'the dog sat down']);
  });

  it('are read from their file, private to the user, and not rebuilt', async () => {
    put('a', 'the cat sat');
    const { index } = await kept();
    const { mtimeMs, mode } = fs.statSync(file());
    expect(mode & 0o777).toBe(0o600);
    const again = await kept();
    expect(again.index).toEqual(index);
    expect(fs.statSync(file()).mtimeMs).toBe(mtimeMs);
  });

  it('are rebuilt from a file that is damaged, cut short or of another version', async () => {
    put('a', 'the cat sat');
    const { index } = await kept();
    const whole = fs.readFileSync(file());
    const flipped = Buffer.from(whole);
    flipped[flipped.length - 3]! ^= 4;
    const texts = [
      flipped,
      whole.subarray(0, -4),
      whole.subarray(0, 3),
      Buffer.alloc(0),
      Buffer.from('nothing of ours'),
    ];
    for (const damaged of texts) {
      fs.writeFileSync(file(), damaged);
      expect(readIndex(file())).toBeNull();
      expect((await kept()).index).toEqual(index);
      expect(fs.readFileSync(file())).toEqual(whole);
    }
  });

  it('contain nothing that was forgotten, in memory or in the file, whoever forgets it', async () => {
    put('a', 'the secret word');
    put('b', 'the open word');
    const ngrams = await kept();
    const other = HistoryStore.open(path.join(path.dirname(folder), 'history.sqlite'));
    forget(other, { item: 'a' });
    await ngrams.ready();
    expect(await textsIn(ngrams)).toEqual(['the open word']);
    expect(readIndex(file())!.texts.map(({ id }) => id)).toEqual(['b']);
    forget(store, { all: true });
    await ngrams.ready();
    expect(ngrams.index.tokens).toHaveLength(0);
    expect(readIndex(file())!.texts).toEqual([]);
  });

  it('are removed from the files even if no model is loaded', async () => {
    put('a', 'the secret word');
    put('b', 'the open word');
    const { index } = await kept();
    store.remove('a');
    forgetNgrams(folder, store);
    expect(readIndex(file())).toEqual(index.changed(({ id }) => id === 'b', []));
    fs.writeFileSync(file(), 'damaged');
    forgetNgrams(folder, store);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('read the latest first if there is more than can be read at once', async () => {
    for (let i = 0; i < 6; i++) put(`t${i}`, `${'many words of text number '.repeat(400)}${i}`);
    const ngrams = await KeptNgrams.open(folder, store, base, 1);
    await ngrams.ready();
    expect(ngrams.index.texts.length).toBeLessThan(6);
    await ngrams.whole();
    expect(ngrams.index.texts).toHaveLength(6);
    await ngrams.close();
  });
});
