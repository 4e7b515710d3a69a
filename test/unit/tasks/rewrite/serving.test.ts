import fs from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realPath } from '../../../../src/core/files/realPath.ts';
import { Decoder } from '../../../../src/core/generate/decoder.ts';
import type { HistoryStore } from '../../../../src/core/history/store/store.ts';
import type { Tokenizer } from '../../../../src/core/model/tokenizer/tokenizer.ts';
import { loadProfile } from '../../../../src/core/profile/profile.ts';
import { writeProfile } from '../../../../src/core/tasks/profile/write.ts';
import { type About, Prompter } from '../../../../src/core/tasks/prompter.ts';
import { answerLine } from '../../../../src/core/tasks/promptParts.ts';
import { rewriteExamples } from '../../../../src/core/tasks/rewrite/examples.ts';
import { mannered } from '../../../../src/core/tasks/rewrite/ownSentences.ts';
import { rewrite } from '../../../../src/core/tasks/rewrite/rewrite.ts';
import type { WritingModel } from '../../../../src/core/tasks/writingModel.ts';
import { Scratch } from '../../history/scratch.ts';
import { importTiny, scratch } from '../../tiny.ts';

const folder = scratch();
let decoder: Decoder;
let tokenizer: Tokenizer;

beforeAll(async () => {
  const base = await importTiny('tiny-llama-gqa-tied', folder);
  decoder = await Decoder.open(base, null, { context: 1024, threads: 1, device: 'cpu' });
  tokenizer = await base.tokenizer();
});
afterAll(async () => {
  await decoder?.dispose();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** A prompter that records what it was asked for. */
class Noting extends Prompter {
  readonly prompts: number[][] = [];

  override rewriteShowing(plain: string, about?: About) {
    const made = super.rewriteShowing(plain, about);
    this.prompts.push(made.ids);
    return made;
  }
}

function fill(store: HistoryStore): void {
  const put = (id: string, date: string, text: string) =>
    store.upsert({
      id,
      // With the file names that mining uses.
      source: realPath(id),
      kind: 'text',
      date,
      title: `On ${id}`,
      tags: ['bees'],
      sha256: id,
      language: null,
      text,
    });
  put('a', '2020-01-01', 'I really can’t believe how many bees came back! '.repeat(30));
  put('b', '2020-02-01', 'It’s a very dull tax form, and a long one. '.repeat(30));
  put('c', '2020-03-01', 'We’ve lost a lot of bees in the later winter — all of them!');
}

function writerWith(prompter: Prompter): WritingModel {
  const state = () => decoder.newState(null);
  return { decoder, tokenizer, prompter, states: { complete: state(), title: state(), tags: state() } };
}

test('prompts a rewrite in training byte for byte as in serving', async () => {
  using place = new Scratch();
  const { store } = place;
  fill(store);
  const prompter = new Noting(store, tokenizer, { profile: loadProfile(store).prose, retrieval: true });
  const item = store.get('c')!;
  const [example] = rewriteExamples(item, { tokenizer, prompter, sequence: 1024, vocabulary: [] });
  const [{ own }] = mannered(item.text);
  const serving = new Noting(store, tokenizer, { profile: loadProfile(store).prose, retrieval: true });
  await rewrite(writerWith(serving), own, { source: realPath('c') });
  expect(example.ids.slice(0, example.from)).toEqual(serving.prompts[0]);
  expect(example.ids.slice(example.from)).toEqual(tokenizer.encode(answerLine(own)));
  const text = example.ids.map((id) => new TextDecoder().decode(tokenizer.tokenBytes(id))).join('');
  expect(text.match(/Own:/g)!.length).toBeGreaterThan(1);
  const shown = example.shown!.map(([from, to]) => example.ids.slice(from, to));
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.every((ids) => ids.at(-1) === tokenizer.encode('\n')[0])).toBe(true);
});

test('writes the same profile in training and in serving, with only true sentences', async () => {
  using place = new Scratch();
  const { store } = place;
  fill(store);
  const serving = await writeProfile({ decoder, tokenizer }, store);
  expect(await writeProfile({ decoder, tokenizer }, store, { until: '2100-01-01' })).toBe(serving);
  // Random weights say nothing true.
  expect(serving).toBeNull();
  expect(loadProfile(store, { until: '2100-01-01' }).prose).toBe(loadProfile(store).prose);
});

test('keeps markup and what cannot be put differently, and says why', async () => {
  using place = new Scratch();
  const { store } = place;
  fill(store);
  const prompter = new Prompter(store, tokenizer, { profile: '', retrieval: true });
  const writer = writerWith(prompter);
  const fixed = '# A heading that stays\n\n> A quotation that stays as well.\n';
  const { text, reason, choices, yours } = await rewrite(writer, fixed);
  expect([text, reason]).toEqual([fixed, expect.stringMatching(/no plain sentence/)]);
  expect([choices, yours]).toEqual([[], false]);
  const mixed = await rewrite(writer, `${fixed}\nHowever, the bees are very well and it is not winter yet.\n`);
  expect(mixed.text.startsWith(fixed)).toBe(true);
  expect(mixed.text).toMatch(/bees are.* well and it.* winter yet[.!]\n$/);
  // Either there are versions, all different and none of them the text, or it is the user's already.
  const whole = `${fixed}\nHowever, the bees are very well and it is not winter yet.\n`;
  const texts = mixed.choices.map((each) => each.text);
  expect(new Set([...texts, whole]).size).toBe(texts.length + 1);
  expect(texts.length).toBeLessThanOrEqual(3);
  expect([mixed.yours, mixed.reason === null]).toEqual([texts.length === 0, texts.length > 0]);
  expect(mixed.text).toBe(texts[0] ?? whole);
  await expect(rewrite(writer, 'x'.repeat(9000))).rejects.toMatchObject({ code: 'bad-input' });
});
