/** The time of a run is told before its first step, and remembered for the next. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AdapterStore } from '../../../src/core/adapter/store.ts';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import type { BaseModel } from '../../../src/core/model/base.ts';
import { loadCheckpoint } from '../../../src/core/train/checkpoint.ts';
import { estimateRun } from '../../../src/core/train/estimate.ts';
import type { TrainPlace, TrainProgress } from '../../../src/core/train/place.ts';
import { trainAdapter } from '../../../src/core/train/run.ts';
import { importTiny, scratch } from '../tiny.ts';
import { item } from './author.ts';

const folder = scratch();
const adapters = new AdapterStore(path.join(folder, 'adapters'));
let base: BaseModel;
let store: HistoryStore;

beforeAll(async () => {
  base = await importTiny('tiny-llama-gqa-tied', folder);
  store = HistoryStore.open(path.join(folder, 'history.sqlite'));
  const file = path.join(folder, 'author.jsonl');
  fs.writeFileSync(file, Array.from({ length: 9 }, (_, i) => JSON.stringify(item(i))).join('\n'));
  await mine(store, [file]);
});
afterAll(() => {
  store.close();
  fs.rmSync(folder, { recursive: true });
});

const training = path.join(folder, 'training');
const place = (more: Partial<TrainPlace> = {}): TrainPlace => ({
  ...{ base, store, under: null, adapters, folder: training, device: 'cpu', threads: 1 },
  ...more,
});
const OPTIONS = { epochs: 3, seed: 5 };
const pace = () => JSON.parse(fs.readFileSync(path.join(training, 'pace.json'), 'utf8'));

it('is told before anything is learned, and telling it leaves no trace', async () => {
  const { steps, seconds } = await estimateRun(OPTIONS, place());
  expect(steps).toBeGreaterThan(0);
  expect(seconds).toBeGreaterThan(0);
  expect(adapters.list()).toEqual([]);
  expect(loadCheckpoint(training)).toBe(null);
  expect((await estimateRun({ ...OPTIONS, minutes: 1e-6 }, place())).seconds).toBeLessThanOrEqual(6e-5);
});

it('is told by a run before its first step, and the run ends like one that was not timed', async () => {
  const told: TrainProgress[] = [];
  const first = await trainAdapter(OPTIONS, place({ onProgress: (progress) => told.push(progress) }));
  const begins = told.find(({ phase }) => phase === 'training')!;
  expect(begins).toMatchObject({ step: 0, steps: first.steps, loss: null });
  expect(begins.secondsLeft).toBeGreaterThan(0);
  const { vector } = adapters.load('personal', base);
  // The second run knows the pace, and times nothing.
  const before = pace();
  await trainAdapter({ ...OPTIONS, name: 'again' }, place());
  expect(pace().key).toBe(before.key);
  expect(adapters.load('again', base).vector).toEqual(vector);
});

it('follows what was remembered, for runs of the same kind', async () => {
  const known = { ...pace(), first: 100, again: 50, opening: 7, judging: 1 };
  fs.writeFileSync(path.join(training, 'pace.json'), JSON.stringify(known));
  const { seconds, steps } = await estimateRun(OPTIONS, place());
  expect(seconds).toBeGreaterThan((100 * steps) / 3);
  const other = await estimateRun({ ...OPTIONS, rank: 2 }, place());
  expect(other.seconds).toBeLessThan(seconds / 4);
  fs.writeFileSync(path.join(training, 'pace.json'), '{"first": "soon"');
  expect((await estimateRun(OPTIONS, place())).seconds).toBeLessThan(seconds / 4);
  fs.writeFileSync(path.join(training, 'pace.json'), JSON.stringify(known));
});

it('is what is left for a resumed run, and telling it leaves the run unchanged', async () => {
  const stop = new AbortController();
  const stopped = place({ signal: stop.signal, onProgress: ({ step }) => step === 2 && stop.abort() });
  await expect(trainAdapter(OPTIONS, stopped)).rejects.toMatchObject({ code: 'cancelled' });
  fs.writeFileSync(path.join(training, 'pace.json'), JSON.stringify({ ...pace(), first: 10, again: 10, judging: 1 }));
  const [whole, rest] = [await estimateRun(OPTIONS, place()), await estimateRun({ ...OPTIONS, resume: true }, place())];
  expect(loadCheckpoint(training)?.step).toBe(2);
  expect(whole.seconds - rest.seconds).toBeGreaterThan(19);
  expect(whole.seconds - rest.seconds).toBeLessThan(21);
});

it('can be stopped', async () => {
  const stop = new AbortController();
  stop.abort();
  await expect(estimateRun(OPTIONS, place({ signal: stop.signal }))).rejects.toMatchObject({ code: 'cancelled' });
});
