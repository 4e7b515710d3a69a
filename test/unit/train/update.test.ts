import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdapterStore } from '../../../src/core/adapter/store.ts';
import type { TaskAdapter } from '../../../src/core/adapter/taskAdapter.ts';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import type { BaseModel } from '../../../src/core/model/base.ts';
import type { TrainPlace } from '../../../src/core/train/place.ts';
import { trainAdapter } from '../../../src/core/train/run.ts';
import { importTiny, scratch, tinyAdapter } from '../tiny.ts';
import { item } from './author.ts';

const folder = scratch();
let base: BaseModel;
let store: HistoryStore;
let task: TaskAdapter;

beforeAll(async () => {
  base = await importTiny('tiny-llama-gqa-tied', folder);
  task = { ...tinyAdapter('tiny-llama-gqa-tied', base), sha256: 'a'.repeat(64) };
  store = HistoryStore.open(path.join(folder, 'history.sqlite'));
  await add(8);
});
afterAll(() => {
  store.close();
  fs.rmSync(folder, { recursive: true });
});

async function add(items: number): Promise<void> {
  const file = path.join(folder, 'author.jsonl');
  const later = { date: '2025-01-01', text: `${'Quite another matter, this zinc roof! '.repeat(8)}` };
  const lines = Array.from({ length: items }, (_, i) =>
    JSON.stringify(i < 8 ? item(i) : { ...item(i), ...later, text: `${later.text} ${i} ${'x'.repeat(i)}` }),
  );
  fs.writeFileSync(file, lines.join('\n'));
  await mine(store, [file]);
}

const place = (): TrainPlace => ({
  base,
  store,
  under: task,
  adapters: new AdapterStore(path.join(folder, 'adapters')),
  folder: path.join(folder, 'training'),
  device: 'cpu',
  threads: 1,
});
const settings = { epochs: 3, learningRate: 0.02, seed: 5 };

describe('an adapter on top of a task adapter', () => {
  it('is judged against the task adapter, and keeps only its own part', async () => {
    const { adapters } = place();
    const result = await trainAdapter(settings, place());
    expect(result.heldout.adapter).toBeLessThan(result.heldout.base);
    expect(result.parameters).toBe(adapters.load('personal', base).vector.length);
    expect(adapters.list()[0]).toMatchObject({ task: task.sha256, items: 3 });

    const whole = adapters.loadStacked('personal', base, task);
    expect(whole.layout.shape.lora?.rank).toBe((result.parameters > 0 ? 8 : 0) + (task.layout.shape.lora?.rank ?? 0));
    expect(() => adapters.loadStacked('personal', base, { ...task, sha256: 'b' })).toThrow('train it again');
    expect(() => adapters.loadStacked('personal', base, null)).toThrow('train it again');
  });

  it('is not updated if nothing is new', async () => {
    await expect(trainAdapter({ ...settings, update: true }, place())).rejects.toMatchObject({ code: 'no-history' });
  });

  it('learns what is new, starting from where it stands', async () => {
    const { adapters } = place();
    const before = adapters.load('personal', base).vector;
    await add(16);
    const seen: number[] = [];
    const result = await trainAdapter(
      { ...settings, learningRate: undefined, update: true },
      { ...place(), onProgress: ({ loss }) => loss !== null && seen.push(loss) },
    );
    expect(result.updated).toBe(true);
    expect(result.lossLast).toBeLessThan(result.lossFirst);
    expect(adapters.load('personal', base).vector).not.toEqual(before);
    // Everything it learned before, and of the later items those that surprised it.
    const { items, learnt } = adapters.record('personal');
    expect(items).toBeGreaterThan(3);
    expect(learnt).toHaveLength(items);
  });

  it('stays as it was if an update makes it worse', async () => {
    const { adapters } = place();
    const before = adapters.load('personal', base).vector;
    await add(22);
    // Steps in the wrong direction.
    const result = await trainAdapter({ ...settings, learningRate: -0.05, update: true }, place());
    expect(result.updated).toBe(false);
    expect(adapters.load('personal', base).vector).toEqual(before);
  });
});
