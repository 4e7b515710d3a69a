import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loraLayout } from '../../../src/core/adapter/layout.ts';
import { LINEAR_LAYERS } from '../../../src/core/adapter/shape.ts';
import { Stack } from '../../../src/core/adapter/stack.ts';
import { KvCache } from '../../../src/core/generate/cache.ts';
import { Decoder } from '../../../src/core/generate/decoder.ts';
import { generate } from '../../../src/core/generate/generate.ts';
import { Suppress } from '../../../src/core/generate/processors.ts';
import { greedy } from '../../../src/core/generate/sampler.ts';
import type { BaseModel } from '../../../src/core/model/base.ts';
import { importModel } from '../../../src/core/model/import.ts';
import { seededRandom } from '../../../src/core/support/random.ts';
import { fixture, golden, goldenSequences, importTiny, json, scratch, TINY, tinyAdapter } from '../tiny.ts';

const OPTIONS = { context: 128, threads: 1, device: 'cpu', exact: true } as const;
interface Greedy {
  prompt: number[];
  tokens: number[];
  baseTokens: number[];
}

describe('the decoding graph', () => {
  let folder: string;
  beforeAll(() => {
    folder = scratch();
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  for (const name of TINY) {
    it(`${name}: chooses PEFT’s greedy tokens, with the adapter and without`, async () => {
      const base = await importTiny(name, folder);
      const { layout, vector } = tinyAdapter(name, base);
      const wanted = json<Greedy>(name, 'greedy.json');
      const decoder = await Decoder.open(base, layout, OPTIONS);
      expect(await greedyTokens(decoder, vector, wanted.prompt, wanted.tokens.length)).toEqual(wanted.tokens);
      expect(await greedyTokens(decoder, null, wanted.prompt, wanted.baseTokens.length)).toEqual(wanted.baseTokens);
      await decoder.dispose();
    });
  }

  it.each(['tiny-llama-gqa-tied', 'tiny-gemma3'])('%s: gives PEFT’s logits', async (name) => {
    const base = await importTiny(name, folder);
    const { layout, vector } = tinyAdapter(name, base);
    const wanted = golden(name, 'golden.safetensors').get('logits')!;
    const decoder = await Decoder.open(base, layout, OPTIONS);
    const sequences = goldenSequences(name, 'batch.json');
    for (const [index, { ids }] of sequences.entries()) {
      const logits = await decoder.read(decoder.newState(vector), ids);
      logits.forEach((value, id) => {
        expect(Math.abs(value - wanted[index * logits.length + id])).toBeLessThan(1e-3);
      });
    }
    await decoder.dispose();
  });

  describe.each(['tiny-llama-gqa-tied', 'tiny-gemma3'])('%s with 8-bit weights and int8 products', (name) => {
    let base: BaseModel;
    let decoder: Decoder;
    beforeAll(async () => {
      const source = { kind: 'folder', path: fixture(name) } as const;
      base = await importModel(source, scratch(), { id: 'q8' });
      const { layout } = tinyAdapter(name, base);
      decoder = await Decoder.open(base, layout, { ...OPTIONS, exact: false });
    });
    afterAll(async () => {
      await decoder.dispose();
      fs.rmSync(base.folder, { recursive: true, force: true });
    });

    it('gives identical logits however a prompt is divided into calls', async () => {
      const { vector } = tinyAdapter(name, base);
      const ids = Array.from({ length: 40 }, (_, index) => (index * 31 + 7) % 128);
      const whole = await decoder.read(decoder.newState(vector), ids);
      for (const cuts of [[39], [1, 2, 3, 20], [17, 18, 39]]) {
        const state = decoder.newState(vector);
        for (const cut of cuts) await decoder.read(state, ids.slice(0, cut));
        expect(Array.from(await decoder.read(state, ids))).toEqual(Array.from(whole));
      }
    });

    it('gives identical logits whatever room the cache has, and when it grows', async () => {
      const { vector, layout } = tinyAdapter(name, base);
      const long = await Decoder.open(base, layout, { ...OPTIONS, context: 300, exact: false });
      const ids = Array.from({ length: 270 }, (_, index) => (index * 31 + 7) % 128);
      const roomy = long.newState(vector);
      roomy.cache.reserve(300);
      const growing = long.newState(vector);
      const rooms = new Set<number>();
      for (let length = 110; length <= ids.length; length += 8) {
        const logits = await long.read(growing, ids.slice(0, length));
        expect(Array.from(logits)).toEqual(Array.from(await long.read(roomy, ids.slice(0, length))));
        rooms.add(growing.cache.room);
      }
      expect([...rooms]).toEqual([128, 256, 300]);
      expect(roomy.cache.room).toBe(300);
      await long.dispose();
    });

    it('gives identical logits with and without the ranks that a stack leaves at zero', async () => {
      const under = tinyAdapter(name, base);
      const { config } = base.manifest;
      const over = loraLayout(config, { rank: 8, alpha: 8, targets: [...LINEAR_LAYERS], firstLayer: 1, lastLayer: 2 });
      const stack = new Stack(config, under, over);
      const draw = seededRandom(3);
      const whole = stack.join(Float32Array.from({ length: over.length }, () => draw() - 0.5));
      const every = { ...stack.layout, slices: stack.layout.slices.map((slice) => ({ ...slice, live: undefined })) };
      const ids = Array.from({ length: 20 }, (_, index) => (index * 31 + 7) % 128);
      const logits = [];
      for (const layout of [stack.layout, every]) {
        const stacked = await Decoder.open(base, layout, { ...OPTIONS, exact: false });
        logits.push(Array.from(await stacked.read(stacked.newState(whole), ids)));
        await stacked.dispose();
      }
      expect(logits[0]).toEqual(logits[1]);
      const plain = await decoder.read(decoder.newState(under.vector), ids);
      expect(logits[0]).not.toEqual(Array.from(plain));
    });

    it('rereads only what changed after a common beginning', async () => {
      const state = decoder.newState(null);
      const ids = [5, 6, 7, 8, 9, 10, 11];
      await decoder.read(state, ids);
      const other = [5, 6, 7, 20, 21];
      const again = await decoder.read(state, other);
      expect(state.cache.tokens).toEqual(other);
      expect(Array.from(again)).toEqual(Array.from(await decoder.read(decoder.newState(null), other)));
    });

    it('gives bit-identical answers whatever is guessed, and saves a step for a right guess', async () => {
      const { vector } = tinyAdapter(name, base);
      const prompt = [5, 6, 7, 8, 9];
      const wanted = await greedyTokens(decoder, vector, prompt, 12);
      const runs = vi.spyOn(KvCache.prototype, 'append');
      for (const guess of [
        (at: number) => wanted[at],
        () => 99,
        (at: number) => (at % 3 === 0 ? wanted[at] : 1),
        () => undefined,
      ]) {
        const [state, plain] = [decoder.newState(vector), decoder.newState(vector)];
        runs.mockClear();
        let computed = 0;
        for (let at = 0; at < wanted.length; at++) {
          const ids = [...prompt, ...wanted.slice(0, at)];
          const before = runs.mock.calls.length;
          const logits = await decoder.read(state, ids, { draft: guess(at) });
          computed += runs.mock.calls.length - before;
          expect(Array.from(logits)).toEqual(Array.from(await decoder.read(plain, ids)));
        }
        let needed = 0;
        for (let at = 0; at < wanted.length; at += guess(at) === wanted[at] ? 2 : 1) needed++;
        expect(computed).toBe(needed);
        // What was read last can be asked for again, and so can a text that continues differently.
        expect(await decoder.read(state, [...prompt, 3])).toEqual(await decoder.read(plain, [...prompt, 3]));
      }
      runs.mockRestore();
    });

    it('computes nothing for what it was recently asked, whatever its caller has since done to the ids', async () => {
      const { vector } = tinyAdapter(name, base);
      const [state, plain] = [decoder.newState(vector), decoder.newState(vector)];
      const ids = [5, 6, 7, 8];
      const first = await decoder.read(state, ids, { draft: 9 });
      first.fill(0);
      ids.push(20);
      await decoder.read(state, ids);
      const runs = vi.spyOn(KvCache.prototype, 'append');
      for (const text of [[5, 6, 7, 8], ids, [5, 6, 7, 8, 9]]) {
        const again = await decoder.read(state, text);
        expect(runs).not.toHaveBeenCalled();
        expect(again).toEqual(await decoder.read(plain, text));
        runs.mockClear();
      }
      runs.mockRestore();
      // What follows is read with all that was skipped.
      const next = [5, 6, 7, 8, 9, 30];
      expect(await decoder.read(state, next)).toEqual(await decoder.read(plain, next));
      expect(await decoder.score(state, [5, 6, 7, 8], [3, 4])).toEqual(
        await decoder.score(decoder.newState(vector), [5, 6, 7, 8], [3, 4]),
      );
    });

    it('guesses as far as the context goes', async () => {
      const state = decoder.newState(null);
      const ids = Array.from({ length: OPTIONS.context - 1 }, (_, at) => 5 + (at % 7));
      for (const length of [ids.length - 2, ids.length - 1, ids.length]) {
        const text = ids.slice(0, length);
        const guessing = await decoder.read(state, text, { draft: 5 + (length % 7) });
        expect(guessing).toEqual(await decoder.read(decoder.newState(null), text));
      }
    });

    it('scores a continuation in agreement with the logits', async () => {
      const [prompt, continuation] = [
        [3, 4, 5, 6],
        [40, 41, 42],
      ];
      const scores = await decoder.score(decoder.newState(null), prompt, continuation);
      const all = [...prompt];
      for (const [index, id] of continuation.entries()) {
        const logits = await decoder.read(decoder.newState(null), all);
        const sum = logits.reduce((total, value) => total + Math.exp(value), 0);
        expect(scores[index]).toBeCloseTo(logits[id] - Math.log(sum), 4);
        all.push(id);
      }
    });

    it('stops when cancelled, and leaves the state intact', async () => {
      const tokenizer = await base.tokenizer();
      const state = decoder.newState(null);
      const controller = new AbortController();
      let pieces = 0;
      const running = generate(decoder, state, tokenizer, [1, 2, 3], {
        maxTokens: 50,
        processors: [new Suppress(tokenizer.eosIds)],
        signal: controller.signal,
        onText: () => {
          if (++pieces === 3) controller.abort();
        },
      });
      await expect(running).rejects.toMatchObject({ code: 'cancelled' });
      const after = await decoder.read(state, [1, 2, 3, 4]);
      expect(Array.from(after)).toEqual(Array.from(await decoder.read(decoder.newState(null), [1, 2, 3, 4])));
    });

    it('leans further from the base with contrastive strength', async () => {
      const { vector } = tinyAdapter(name, base);
      const tokenizer = await base.tokenizer();
      const prompt = [9, 8, 7];
      const [user, plain] = [decoder.newState(vector), decoder.newState(null)];
      const own = await decoder.read(user, prompt);
      const other = await decoder.read(plain, prompt);
      const expected = greedy(own.map((value, id) => value + 2 * (value - other[id])));
      const { ids } = await generate(decoder, decoder.newState(vector), tokenizer, prompt, {
        maxTokens: 1,
        contrast: { state: decoder.newState(null), strength: 2 },
      });
      expect(ids.length === 0 ? tokenizer.eosIds : ids).toContain(expected);
    });
  });
});

async function greedyTokens(decoder: Decoder, adapter: Float32Array | null, prompt: number[], n: number) {
  const state = decoder.newState(adapter);
  const ids = [...prompt];
  for (let i = 0; i < n; i++) ids.push(greedy(await decoder.read(state, ids)));
  return ids.slice(prompt.length);
}
