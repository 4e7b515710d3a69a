import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loraLayout, methodOf, promptLayout } from '../../../src/core/adapter/layout.ts';
import { AdapterStore } from '../../../src/core/adapter/store.ts';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import type { BaseModel } from '../../../src/core/model/base.ts';
import type { Batch } from '../../../src/core/train/batch.ts';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from '../../../src/core/train/checkpoint.ts';
import { Hold } from '../../../src/core/train/hold.ts';
import { pack } from '../../../src/core/train/pack.ts';
import type { TrainPlace, TrainProgress } from '../../../src/core/train/place.ts';
import { trainAdapter } from '../../../src/core/train/run.ts';
import { freshAdapter, type TrainerOptions, train } from '../../../src/core/train/trainer.ts';
import { importTiny, scratch } from '../tiny.ts';
import { item } from './author.ts';

let folder: string;
let base: BaseModel;
beforeAll(async () => {
  folder = scratch();
  base = await importTiny('tiny-llama-gqa-tied', folder);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('the trainer', () => {
  const options: TrainerOptions = { epochs: 2, learningRate: 0.1, warmup: 0.1, clip: 1, seed: 3 };
  const sequences = () =>
    pack(
      Array.from({ length: 8 }, (_, i) => ({ ids: [1, 2 + i, 3, 4], from: 1, item: '' })),
      4,
    );
  const shape = { batch: 2, sequence: 4, targets: 8 };

  it('visits every sequence once per epoch, in another order each time', async () => {
    const layout = loraLayout(base.manifest.config, {
      rank: 1,
      alpha: 1,
      targets: ['v_proj'],
      firstLayer: 2,
      lastLayer: 3,
    });
    const seen: bigint[] = [];
    await train(sequences(), layout, options, {
      shape,
      gradient: async (batch) => {
        seen.push(batch.ids[1], batch.ids[5]);
        return { loss: 1, gradient: new Float32Array(layout.length) };
      },
    });
    const [first, second] = [seen.slice(0, 8), seen.slice(8)];
    const all = Array.from({ length: 8 }, (_, i) => BigInt(2 + i));
    expect(first.toSorted()).toEqual(all.toSorted());
    expect(second.toSorted()).toEqual(all.toSorted());
    expect(first).not.toEqual(second);
  });

  it('resumes exactly from any checkpoint, even after a kill that lost later steps', async () => {
    const layout = loraLayout(base.manifest.config, {
      rank: 1,
      alpha: 1,
      targets: ['v_proj'],
      firstLayer: 2,
      lastLayer: 3,
    });
    const saved: Checkpoint[] = [];
    const given = {
      shape,
      // Any function of batch and adapter will do instead of a model.
      gradient: async (batch: Batch, adapter: Float32Array) => ({
        loss: 1,
        gradient: adapter.map((value, at) => value + Number(batch.ids[at % 8])),
      }),
      checkpointSeconds: 0,
      onCheckpoint: (state: Omit<Checkpoint, 'plan'>) =>
        saved.push({ ...state, plan: '', adapter: state.adapter.slice(), m: state.m.slice(), v: state.v.slice() }),
    };
    const whole = await train(sequences(), layout, options, given);
    expect(saved.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 8]);
    for (const checkpoint of saved) {
      saveCheckpoint(folder, checkpoint);
      const resumed = await train(
        sequences(),
        layout,
        options,
        { shape, gradient: given.gradient },
        loadCheckpoint(folder),
      );
      expect(resumed.adapter).toEqual(whole.adapter);
      expect(resumed.tokens).toBe(whole.tokens);
      expect(resumed.lossLast).toBe(whole.lossLast);
    }
  });

  it('refuses to continue with a loss that is not a number', async () => {
    const layout = loraLayout(base.manifest.config, {
      rank: 1,
      alpha: 1,
      targets: ['v_proj'],
      firstLayer: 2,
      lastLayer: 3,
    });
    const broken = { shape, gradient: async () => ({ loss: Number.NaN, gradient: new Float32Array(layout.length) }) };
    await expect(train(sequences(), layout, options, broken)).rejects.toThrow('lower learning rate');
  });
});

describe('a fresh prompt', () => {
  it('starts at embeddings of different tokens of the training text', () => {
    const layout = promptLayout(base.manifest.config, { tokens: 3 });
    const width = base.manifest.config.hiddenSize;
    const embedding = base.readTensor('model.embed_tokens.weight');
    const ids = [7, 7, 7, 9, 11, 7];
    const vector = freshAdapter(layout, 1, () => ({ ids, embedding }));
    const rows = [7, 9, 11].map((id) => embedding.subarray(id * width, (id + 1) * width).join());
    const started = [0, 1, 2].map((token) => vector.subarray(token * width, (token + 1) * width).join());
    expect(started.toSorted()).toEqual(rows.toSorted());
    expect(freshAdapter(layout, 1, () => ({ ids, embedding }))).toEqual(vector);
  });
});

describe('training from a history', () => {
  let home: string;
  let store: HistoryStore;
  beforeAll(async () => {
    home = path.join(folder, 'home');
    store = HistoryStore.open(path.join(home, 'history.sqlite'));
    const lines = Array.from({ length: 8 }, (_, i) => JSON.stringify(item(i)));
    const file = path.join(folder, 'author.jsonl');
    fs.writeFileSync(file, lines.join('\n'));
    await mine(store, [file]);
  });
  afterAll(() => store.close());

  const place = (name: string, more: Partial<TrainPlace> = {}): TrainPlace => ({
    base,
    store,
    under: null,
    adapters: new AdapterStore(path.join(home, name)),
    folder: path.join(home, `${name}-training`),
    device: 'cpu',
    threads: 1,
    ...more,
  });
  const settings = { epochs: 4, learningRate: 0.02, seed: 5 };
  const bytes = (name: string) =>
    fs.readFileSync(path.join(home, name, 'personal', 'adapter_model.safetensors')).toString('hex');

  it('learns, wins on held-out writing and is switched on', async () => {
    const phases = new Set<string>();
    const result = await trainAdapter(settings, place('a', { onProgress: ({ phase }) => phases.add(phase) }));
    expect(result.lossLast).toBeLessThan(result.lossFirst);
    expect(result.heldout.adapter).toBeLessThan(result.heldout.base);
    expect(result).toMatchObject({ enabled: true, adapter: 'personal', method: 'lora', device: 'cpu' });
    expect([...phases]).toEqual(['examples', 'loading', 'training', 'evaluating', 'saving']);
    const adapters = new AdapterStore(path.join(home, 'a'));
    expect(adapters.list()).toMatchObject([{ name: 'personal', enabled: true, baseSha256: base.manifest.sha256 }]);
    expect(fs.existsSync(path.join(home, 'a-training', 'checkpoint.safetensors'))).toBe(false);
  });

  for (const method of ['ia3', 'prompt'] as const) {
    it(`learns by ${method} what serves afterwards`, async () => {
      const result = await trainAdapter({ ...settings, method, virtualTokens: 4 }, place(method));
      expect(result.lossLast).toBeLessThan(result.lossFirst);
      expect(result).toMatchObject({ method, enabled: true });
      const { layout, vector } = new AdapterStore(path.join(home, method)).load('personal', base);
      expect(methodOf(layout.shape)).toBe(method);
      expect(vector.some((value) => value !== 0)).toBe(true);
    });
  }

  it('stopped in the middle and resumed, ends with the same bytes as an uninterrupted run', async () => {
    await trainAdapter(settings, place('whole'));
    const stopAt = [2, 5];
    for (const step of stopAt) {
      const controller = new AbortController();
      const onProgress = (progress: TrainProgress) => {
        if (progress.phase === 'training' && progress.step >= step) controller.abort();
      };
      const options = { ...settings, resume: step !== stopAt[0] };
      const running = trainAdapter(options, place('parts', { signal: controller.signal, onProgress }));
      await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    }
    await trainAdapter({ ...settings, resume: true }, place('parts'));
    expect(bytes('parts')).toBe(bytes('whole'));
  });

  it('ends with the same bytes when held between two steps and measured along the way', async () => {
    const hold = new Hold();
    let held = 0;
    const points: { step: number; loss: number }[] = [];
    const onProgress = (progress: TrainProgress) => {
      if (progress.heldout) points.push(progress.heldout);
      if (progress.step !== 2 || held > 0) return;
      held = performance.now();
      hold.set(true);
      setTimeout(() => {
        held = performance.now() - held;
        hold.set(false);
      }, 300);
    };
    const started = performance.now();
    const { steps, secondsPerStep } = await trainAdapter(settings, place('watched', { hold, watch: true, onProgress }));
    expect(held).toBeGreaterThan(280);
    expect(bytes('watched')).toBe(bytes('whole'));
    // Time spent waiting does not count as time of the run.
    expect(steps * secondsPerStep).toBeLessThan((performance.now() - started - held) / 1000);
    expect([points[0].step, points.at(-1)!.step]).toEqual([0, steps]);
    expect(points.at(-1)!.loss).toBeLessThan(points[0].loss);
  });

  it('reports no more time than is left of its budget', async () => {
    const left: number[] = [];
    const onProgress = ({ phase, secondsLeft }: TrainProgress) => phase === 'training' && left.push(secondsLeft ?? 99);
    const { steps } = await trainAdapter({ ...settings, epochs: 4000, minutes: 0.1 }, place('short', { onProgress }));
    expect(steps).toBeGreaterThan(1);
    expect(Math.max(...left)).toBeLessThanOrEqual(6);
    expect(left.at(-1)).toBeLessThanOrEqual(left[0]);
  });

  it('trains no step again if stopped during the comparison and resumed', async () => {
    const controller = new AbortController();
    const onProgress = ({ phase }: TrainProgress) => phase === 'evaluating' && controller.abort();
    const stopped = trainAdapter(settings, place('late', { signal: controller.signal, onProgress }));
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    let steps = 0;
    const count = ({ phase }: TrainProgress) => {
      if (phase === 'training') steps++;
    };
    await trainAdapter({ ...settings, resume: true }, place('late', { onProgress: count }));
    expect(steps).toBe(0);
    expect(bytes('late')).toBe(bytes('whole'));
  });

  it('does not resume a run with other settings, and says so', async () => {
    const controller = new AbortController();
    const onProgress = ({ step }: TrainProgress) => step >= 1 && controller.abort();
    const running = trainAdapter(settings, place('other', { signal: controller.signal, onProgress }));
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    const changed = { ...settings, learningRate: 0.01, resume: true };
    await expect(trainAdapter(changed, place('other'))).rejects.toThrow('train again without resuming');
  });

  it('leaves an adapter off that does not beat the base', async () => {
    const idle = { ...settings, learningRate: 0 };
    const result = await trainAdapter(idle, place('idle'));
    expect(result.heldout.median.adapter).toBe(result.heldout.median.base);
    expect(result.enabled).toBe(false);
    expect(new AdapterStore(path.join(home, 'idle')).active()).toBeNull();
  });

  it('asks for more writing if there is too little', async () => {
    const empty = HistoryStore.open(path.join(home, 'empty.sqlite'));
    await expect(trainAdapter({}, place('none', { store: empty }))).rejects.toMatchObject({ code: 'no-history' });
    empty.close();
  });
});
