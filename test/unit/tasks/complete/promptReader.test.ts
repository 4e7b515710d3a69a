import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Decoder } from '../../../../src/core/generate/decoder.ts';
import { HistoryStore } from '../../../../src/core/history/store/store.ts';
import { complete } from '../../../../src/core/tasks/complete/complete.ts';
import { COMPLETE_BUDGET } from '../../../../src/core/tasks/complete/prompt.ts';
import { PromptReader } from '../../../../src/core/tasks/complete/promptReader.ts';
import { type CompleteIds, Prompter } from '../../../../src/core/tasks/prompter.ts';
import type { WritingModel } from '../../../../src/core/tasks/writingModel.ts';
import { importTiny, scratch, tinyAdapter } from '../../tiny.ts';

// No two sentences are alike, so that a later piece of it is another prompt.
const TEXT = Array.from({ length: 60 }, (_, at) => `On day ${at} the boat lay at pier ${at * 7}. `).join('');
const never = new AbortController().signal;

/** A prompt with the given beginning, followed by the text. */
function prompt(preamble: number, text: number): CompleteIds {
  const ids = [
    ...Array.from({ length: 100 }, (_, index) => 5 + ((preamble + index) % 40)),
    ...Array.from({ length: text }, (_, index) => 50 + (index % 30)),
  ];
  return { ids, prompt: '', lead: '', beginning: { preamble: `${preamble}`, start: 0 } };
}

describe('reading a document', () => {
  let folder: string;
  let store: HistoryStore;
  let decoder: Decoder;
  let vector: Float32Array;
  let prompter: Prompter;
  let reading: PromptReader;
  let writer: WritingModel;
  beforeAll(async () => {
    folder = scratch();
    store = HistoryStore.open(path.join(folder, 'history.sqlite'));
    const base = await importTiny('tiny-llama-gqa-tied', folder);
    const adapter = tinyAdapter('tiny-llama-gqa-tied', base);
    vector = adapter.vector;
    decoder = await Decoder.open(base, adapter.layout, { context: 900, threads: 1, device: 'cpu' });
    prompter = new Prompter(store, await base.tokenizer(), { profile: '', retrieval: true });
  });
  beforeEach(async () => {
    const state = () => decoder.newState(vector);
    reading = new PromptReader(decoder, [state(), state()]);
    const tokenizer = await decoder.base.tokenizer();
    writer = { decoder, tokenizer, prompter, states: { complete: state(), title: state(), tags: state() }, reading };
  });
  afterAll(async () => {
    await decoder.dispose();
    store.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Chooses and reads, as an answer does. */
  async function ask(fresh: CompleteIds, held: CompleteIds): Promise<{ chosen: CompleteIds; read: number }> {
    const { prompt, state } = reading.choose(fresh, () => held);
    const read = decoder.unread(state, prompt.ids);
    await decoder.read(state, prompt.ids);
    return { chosen: prompt, read };
  }

  it('mixes in n-grams of the text without its final white space, which belongs to the next word', async () => {
    const seen: string[] = [];
    const ngrams = (text: string) => {
      seen.push(text);
      return { mix: () => undefined };
    };
    for (const text of ['The boat lay at the ', 'The boat lay at', 'The boat lay at the pi', 'The boat lay.\n\n']) {
      await complete({ ...writer, ngrams }, { text });
    }
    expect(seen).toEqual(['The boat lay at the', 'The boat lay', 'The boat lay at the', 'The boat lay.']);
  });

  it('stays with the prompt it has read until the new one has been read alongside', async () => {
    expect(await ask(prompt(1, 20), prompt(1, 20))).toMatchObject({ read: 120 });
    const held = await ask(prompt(2, 25), prompt(1, 25));
    expect(held).toEqual({ chosen: prompt(1, 25), read: 5 });
    await reading.readAhead(never);
    expect(await ask(prompt(2, 30), prompt(1, 30))).toEqual({ chosen: prompt(2, 30), read: 5 });
    // And continues with that one.
    expect(await ask(prompt(3, 33), prompt(2, 33))).toEqual({ chosen: prompt(2, 33), read: 3 });
  });

  it('reads short changes at once, and anything after reading nothing yet', async () => {
    await ask(prompt(1, 20), prompt(1, 20));
    expect((await ask(prompt(1, 70), prompt(1, 70))).read).toBe(50);
    const elsewhere = prompt(9, 300);
    expect(await ask(elsewhere, prompt(8, 300))).toEqual({ chosen: elsewhere, read: 400 });
  });

  it('does not stay with a prompt for ever, even if it never gets to read ahead', async () => {
    const most = COMPLETE_BUDGET.context + 128 - 100;
    await ask(prompt(1, most), prompt(1, most));
    expect((await ask(prompt(2, most), prompt(1, most))).chosen).toEqual(prompt(1, most));
    expect((await ask(prompt(2, most + 1), prompt(1, most + 1))).chosen).toEqual(prompt(2, most + 1));
  });

  it('resumes reading ahead where it was interrupted', async () => {
    await ask(prompt(1, 20), prompt(1, 20));
    await ask(prompt(2, 25), prompt(1, 25));
    const cut = new AbortController();
    const ended = reading.readAhead(cut.signal);
    cut.abort();
    await expect(ended).rejects.toThrow();
    expect((await ask(prompt(2, 26), prompt(1, 26))).chosen).toEqual(prompt(1, 26));
    await reading.readAhead(never);
    expect((await ask(prompt(2, 27), prompt(1, 27))).read).toBe(1);
  });

  it('has nothing to read ahead before anything was put off', async () => {
    await reading.readAhead(never);
    await ask(prompt(1, 20), prompt(1, 20));
    await reading.readAhead(never);
    expect((await ask(prompt(2, 20), prompt(2, 20))).read).toBe(120);
  });

  it('reads in pieces, during typing, the same as an uninterrupted reading', async () => {
    let putOff = 0;
    for (let end = 900; end < 1900; end += 37) {
      const before = TEXT.slice(0, end);
      const fresh = await prompter.complete({ before });
      const { prompt, state } = reading.choose(fresh, ({ beginning }) => prompter.completeFrom(beginning, before));
      if (prompt !== fresh) putOff++;
      const logits = await decoder.read(state, prompt.ids);
      const unbroken = await decoder.read(decoder.newState(vector), prompt.ids);
      for (const [id, value] of unbroken.entries()) expect(Math.abs(logits[id] - value)).toBeLessThan(1e-4);
      await reading.readAhead(never);
    }
    expect(putOff).toBeGreaterThan(0);
  });

  it('remakes the earlier prompt only if that could be worth it', async () => {
    await ask(prompt(1, 20), prompt(1, 20));
    const from = () => expect.fail('was asked for');
    expect(reading.choose(prompt(1, 30), from).prompt).toEqual(prompt(1, 30));
  });

  it('is what completion reads with', async () => {
    const text = TEXT.slice(0, 1500);
    await complete(writer, { text, maxTokens: 2 });
    const fresh = await prompter.complete({ before: text.trimEnd() });
    expect(decoder.unread(writer.states.complete, fresh.ids)).toBe(fresh.ids.length);
    expect(decoder.unread(reading.choose(fresh, () => fresh).state, fresh.ids)).toBeLessThan(5);
  });
});
