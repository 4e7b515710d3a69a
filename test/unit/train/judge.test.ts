import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scale } from '../../../src/core/adapter/heldout.ts';
import { AdapterStore } from '../../../src/core/adapter/store.ts';
import { Serving } from '../../../src/core/engine/serving.ts';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import type { BaseModel } from '../../../src/core/model/base.ts';
import { DenseSearch } from '../../../src/core/retrieval/denseSearch.ts';
import { keptTagWeights } from '../../../src/core/tasks/tags/keptWeights.ts';
import { gainOf, losesIn } from '../../../src/core/train/heldout.ts';
import { heldOutExamples, splitHistory } from '../../../src/core/train/materials.ts';
import { trainAdapter } from '../../../src/core/train/run.ts';
import { importTiny, scratch } from '../tiny.ts';
import { item } from './author.ts';

const figures = { base: 1, adapter: 2, median: { base: 1, adapter: 2 } };

let folder: string;
let base: BaseModel;
let store: HistoryStore;
let adapters: AdapterStore;
beforeAll(async () => {
  folder = scratch();
  base = await importTiny('tiny-llama-gqa-tied', folder);
  store = HistoryStore.open(path.join(folder, 'history.sqlite'));
  const file = path.join(folder, 'author.jsonl');
  fs.writeFileSync(file, Array.from({ length: 8 }, (_, i) => JSON.stringify(item(i))).join('\n'));
  await mine(store, [file]);
  adapters = new AdapterStore(path.join(folder, 'adapters'));
});
afterAll(() => {
  store.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

describe('the gate of each task', () => {
  it('compares titles and tags that training has not seen', async () => {
    const place = {
      base,
      store,
      adapters,
      under: null,
      folder: path.join(folder, 't'),
      device: 'cpu',
      threads: 1,
    } as const;
    const { heldout, scale, enabled } = await trainAdapter({ epochs: 4, learningRate: 0.02, seed: 5 }, place);
    expect(enabled).toBe(true);
    expect(scale.text).toBeGreaterThan(0);
    // Its files have the strength of text.
    const { lora } = adapters.load('personal', base).layout.shape;
    expect(lora!.alpha / lora!.rank).toBeCloseTo(2 * scale.text);
    expect(adapters.list()[0].scale).toEqual(scale);
    const { title, tags } = adapters.record('personal').heldout!;
    expect({ title, tags }).toEqual({ title: heldout.title, tags: heldout.tags });
    // An untrained tiny model knows nothing about titles; one who always writes "Notes on the …" is soon learned.
    expect(title!.adapter).toBeLessThan(title!.base);
    expect(tags!.base).toBeGreaterThan(0);
    expect(tags!.adapter).not.toBe(tags!.base);
  });

  it('grades the titles of the latest items', async () => {
    const { titles } = await heldOutExamples(base, store);
    const tokenizer = await base.tokenizer();
    const answers = titles.map(({ ids, from }) => tokenizer.decode(ids.slice(from)).trim());
    expect(answers).toEqual(splitHistory(store).future.map(({ title }) => title));
  });

  it('lets a task go on without an adapter that loses there', async () => {
    const file = path.join(adapters.folder, 'personal', 'ownhand.json');
    const served = async (change: Partial<Scale>) => {
      const record = JSON.parse(fs.readFileSync(file, 'utf8'));
      fs.writeFileSync(file, JSON.stringify({ ...record, scale: { ...record.scale, ...change } }));
      const serving = new Serving({
        ...{ base, store, adapters, meaning: new DenseSearch(store, folder, 1), threads: 1 },
        ngramsFolder: path.join(folder, 'ngrams'),
      });
      try {
        return await serving.use(async ({ decoder, states, plain, tagWeights }) => {
          const of = async (state: typeof states.title) => [...(await decoder.read(state, [1, 5, 9]))].slice(0, 20);
          const without = await of(plain!);
          const alike = async (state: typeof states.title) =>
            (await of(state)).every((value, i) => value === without[i]);
          return {
            complete: !(await alike(states.complete)),
            title: !(await alike(states.title)),
            tags: !(await alike(states.tags)),
            plainWeights: JSON.stringify(tagWeights) === JSON.stringify(keptTagWeights(store)),
          };
        });
      } finally {
        await serving.dispose();
      }
    };
    expect(await served({ text: 0.5, title: 0.25, tags: 1 })).toMatchObject({
      ...{ complete: true, title: true, tags: true },
    });
    expect(await served({ title: 0, tags: 1 })).toMatchObject({ complete: true, title: false, tags: true });
    expect(await served({ title: 1, tags: 0 })).toEqual({
      ...{ complete: true, title: true, tags: false },
      plainWeights: true,
    });
    expect(await served({ text: 0, title: 1 })).toMatchObject({ complete: false, title: true });
  });

  it('asks for more than chance: a gain of over one standard error, of several items', () => {
    const loses = (saved: number[]) =>
      losesIn({ ...figures, tags: { base: 3, adapter: 2, gain: gainOf(saved) } }, 'tags');
    expect(gainOf([1, 2, 3, 6])).toEqual({ mean: 3, error: Math.sqrt(14 / 3 / 4) });
    expect([loses([1, 2, 3, 6]), loses([5, -4, 5, -4]), loses([-1, -2, -1]), loses([9])]).toEqual([
      ...[false, true, true, true],
    ]);
  });

  it('trusts a record without single items', () => {
    const loses = (base: number, adapter: number) => losesIn({ ...figures, title: { base, adapter } }, 'title');
    expect([loses(2, 1), loses(1, 1), loses(1, 2)]).toEqual([false, true, true]);
  });

  it('says nothing about a task that was not compared', () => {
    expect([losesIn(null, 'title'), losesIn(figures, 'title'), losesIn({ ...figures, title: null }, 'title')]).toEqual([
      false,
      false,
      false,
    ]);
  });
});
