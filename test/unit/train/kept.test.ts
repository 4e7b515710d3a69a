/**
 * A good adapter is never lost: not to a training that loses, does nothing, or was begun for another; not to an import.
 */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { learntKey } from '../../../src/core/adapter/learnt.ts';
import type { AdapterRecord } from '../../../src/core/adapter/record.ts';
import { AdapterStore } from '../../../src/core/adapter/store.ts';
import { forget } from '../../../src/core/history/forget.ts';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import type { BaseModel } from '../../../src/core/model/base.ts';
import { loadCheckpoint } from '../../../src/core/train/checkpoint.ts';
import type { TrainPlace } from '../../../src/core/train/place.ts';
import { trainAdapter } from '../../../src/core/train/run.ts';
import type { TrainOptions } from '../../../src/core/train/settings.ts';
import { fixture, importTiny, scratch, tinyAdapter } from '../tiny.ts';
import { item } from './author.ts';

const folder = scratch();
const adapters = new AdapterStore(path.join(folder, 'adapters'));
let base: BaseModel;
let store: HistoryStore;

beforeAll(async () => {
  base = await importTiny('tiny-llama-gqa-tied', folder);
});
beforeEach(async () => {
  store?.close();
  for (const name of ['adapters', 'training', 'history.sqlite']) {
    fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  }
  store = HistoryStore.open(path.join(folder, 'history.sqlite'));
  const file = path.join(folder, 'author.jsonl');
  fs.writeFileSync(file, Array.from({ length: 9 }, (_, i) => JSON.stringify(item(i))).join('\n'));
  await mine(store, [file]);
});
afterAll(() => {
  store.close();
  fs.rmSync(folder, { recursive: true });
});

const place = (more: Partial<TrainPlace> = {}): TrainPlace => ({
  ...{ base, store, under: null, adapters, folder: path.join(folder, 'training'), device: 'cpu', threads: 1 },
  ...more,
});
const GOOD: TrainOptions = { epochs: 4, learningRate: 0.02, seed: 5 };
const vector = () => [...adapters.load('personal', base).vector];
const versions = (name = 'personal') => adapters.list().find((each) => each.name === name)!.versions;

/** Trains a good adapter that serves. @returns its weights */
async function good(): Promise<number[]> {
  expect((await trainAdapter(GOOD, place())).enabled).toBe(true);
  return vector();
}

describe('the serving adapter stays until something better is complete', () => {
  it.each<[string, TrainOptions]>([
    ['loses to the base', { ...GOOD, learningRate: 30 }],
    [
      'is better than the base, but not than the one that serves',
      { ...GOOD, epochs: 1, maxSteps: 1, learningRate: 1e-4 },
    ],
  ])('if a training %s', async (_, options) => {
    const before = await good();
    const result = await trainAdapter(options, place());
    expect(result).toMatchObject({ updated: false, enabled: true });
    expect(vector()).toEqual(before);
    expect(adapters.active()).toBe('personal');
    expect(versions().filter(({ current }) => current)).toHaveLength(1);
  });

  it('if a training is asked for nothing', async () => {
    const before = await good();
    const [nan, endless] = [Number.NaN, Number.POSITIVE_INFINITY];
    const nothing: TrainOptions[] = [
      ...[0, -1, 1.5, nan, endless].map((epochs) => ({ epochs })),
      ...[0, -1, nan, endless].map((minutes) => ({ minutes })),
      ...[0, 0.5, nan].map((maxSteps) => ({ maxSteps })),
      ...[nan, endless].map((learningRate) => ({ learningRate })),
      ...[0.5, nan].map((seed) => ({ seed })),
      ...['none', '../x', 'a/b', '', '字'.repeat(60)].map((name) => ({ name })),
      ...['31.12.2015', 'soon', '', '2015-13-01'].map((until) => ({ until })),
    ];
    for (const options of nothing) {
      await expect(trainAdapter({ ...GOOD, ...options }, place())).rejects.toMatchObject({ code: 'bad-input' });
    }
    expect(vector()).toEqual(before);
    expect(adapters.active()).toBe('personal');
  });

  it('if an adapter of its name is imported', async () => {
    const before = await good();
    expect(() => adapters.import(fixture('tiny-llama-gqa-tied', 'adapter'), 'personal', base)).toThrow(
      /There is already an adapter "personal"/,
    );
    expect(vector()).toEqual(before);
  });

  it('if a run is resumed that was begun for another', async () => {
    const before = await good();
    const stop = new AbortController();
    const stopped = place({ signal: stop.signal, onProgress: ({ step }) => step === 1 && stop.abort() });
    await expect(trainAdapter({ ...GOOD, name: 'other' }, stopped)).rejects.toMatchObject({ code: 'cancelled' });
    await expect(trainAdapter({ ...GOOD, name: 'personal', resume: true }, place())).rejects.toThrow(
      /belongs to the adapter "other"/,
    );
    expect(await trainAdapter({ ...GOOD, resume: true }, place())).toMatchObject({ adapter: 'other' });
    expect(vector()).toEqual(before);
  });
});

describe('versions', () => {
  const save = (created: string, learnt: string[] = ['a']) => {
    const own = tinyAdapter('tiny-llama-gqa-tied', base);
    const record: AdapterRecord = {
      ...{ name: 'own', base: base.id, baseSha256: base.manifest.sha256, task: null, rank: 4 },
      ...{ parameters: own.layout.length, created, items: learnt.length, heldout: null, scale: null },
      method: 'lora',
      learnt: learnt.map(learntKey),
    };
    own.vector.fill(Number(created.slice(0, 4)));
    adapters.save(record, own, base.manifest.config);
  };
  const first = () => adapters.load('own', base).vector[0];

  it('keep the last three, each of which can be restored', () => {
    for (const year of [2020, 2021, 2022, 2023]) save(`${year}-01-01T00:00:00.000Z`);
    const years = () => versions('own').map(({ created }) => Number(created.slice(0, 4)));
    expect(years()).toEqual([2023, 2022, 2021]);
    adapters.use('own');
    adapters.goBack('own');
    expect(first()).toBe(2022);
    expect(years()).toEqual([2023, 2022, 2021]);
    expect(versions('own').find(({ current }) => current)?.created).toContain('2022');
    adapters.goBack('own', '2021-01-01T00:00:00.000Z');
    expect(first()).toBe(2021);
    adapters.goBack('own', '2023-01-01T00:00:00.000Z');
    expect(first()).toBe(2023);
    expect(years()).toEqual([2023, 2022, 2021]);
    expect(adapters.active()).toBe('own');
    expect(() => adapters.goBack('own', '1999')).toThrow(/no version of 1999/);
    adapters.remove('own');
    expect(fs.readdirSync(path.join(adapters.folder, '.versions'))).toEqual([]);
  });

  it('that have learned what is forgotten are gone, and the one in use yields to any other', () => {
    save('2020-01-01', ['secret']);
    save('2021-01-01', ['other']);
    save('2022-01-01', ['secret', 'other']);
    expect(adapters.forget(({ learnt }) => learnt!.includes(learntKey('secret')))).toEqual(['own']);
    expect(versions('own').map(({ created }) => created)).toEqual(['2022-01-01', '2021-01-01']);
    save('2023-01-01', ['other']);
    expect(versions('own').map(({ created }) => created)).toEqual(['2023-01-01', '2021-01-01']);
  });

  it('replace an adapter that has learned what was forgotten with one that has not', async () => {
    await good();
    forget(store, { item: 'item-0' });
    expect(adapters.forget(({ learnt }) => learnt!.includes(learntKey('item-0')))).toEqual(['personal']);
    expect(await trainAdapter({ ...GOOD, epochs: 1 }, place())).not.toHaveProperty('updated', false);
    expect(versions()).toHaveLength(1);
  });
});

it('keep nothing that is forgotten while it is learned, in any adapter or checkpoint', async () => {
  const run = place({ onProgress: ({ step }) => step === 2 && forget(store, { item: 'item-0' }) });
  await expect(trainAdapter(GOOD, run)).rejects.toThrow(/has since been forgotten/);
  expect(adapters.list()).toEqual([]);
  expect(loadCheckpoint(run.folder)).toBeNull();
});

it('promise nothing for a run that is stopped before its first step', async () => {
  const run = place({ signal: AbortSignal.abort() });
  await expect(trainAdapter(GOOD, run)).rejects.toThrow(/start it again|[Ss]topped/);
  expect(fs.existsSync(path.join(run.folder, 'checkpoint.safetensors'))).toBe(false);
});

it('let examples be cancelled while they are prepared', async () => {
  const stop = new AbortController();
  const seen: string[] = [];
  const run = place({ signal: stop.signal, onProgress: ({ phase }) => seen.push(phase) });
  setTimeout(() => stop.abort(), 0);
  await expect(trainAdapter(GOOD, run)).rejects.toMatchObject({ code: 'cancelled' });
  expect(seen).toEqual(['examples']);
});
