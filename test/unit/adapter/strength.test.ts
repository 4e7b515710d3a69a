import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportAdapter } from '../../../src/core/adapter/export.ts';
import { type Adapter, methodOf } from '../../../src/core/adapter/layout.ts';
import { Stack } from '../../../src/core/adapter/stack.ts';
import { AdapterStore } from '../../../src/core/adapter/store.ts';
import { atStrength, carrying, folded } from '../../../src/core/adapter/strength.ts';
import type { TaskAdapter } from '../../../src/core/adapter/taskAdapter.ts';
import type { BaseModel } from '../../../src/core/model/base.ts';
import { openGguf } from '../../../src/core/model/gguf/gguf.ts';
import { makeBatch } from '../../../src/core/train/batch.ts';
import { ScoreSession } from '../../../src/core/train/session.ts';
import { goldenSequences, importTiny, relative, scratch, tinyAdapter } from '../tiny.ts';

const NAME = 'tiny-llama-gqa-tied';
const CPU = { device: 'cpu', threads: 1 } as const;

let folder: string;
let base: BaseModel;
let store: AdapterStore;
let own: Adapter;
beforeAll(async () => {
  folder = scratch();
  base = await importTiny(NAME, folder);
  store = new AdapterStore(path.join(folder, 'adapters'));
  own = tinyAdapter(NAME, base);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function save(name: string, adapter: Adapter, strength: number, task: TaskAdapter | null): void {
  const record = {
    ...{ name, method: methodOf(adapter.layout.shape), base: base.id, baseSha256: base.manifest.sha256 },
    ...{ task: task?.sha256 ?? null, rank: adapter.layout.shape.lora?.rank ?? null, parameters: adapter.layout.length },
    ...{ created: '2026-01-01T00:00:00.000Z', items: 3, heldout: null },
    ...{ scale: { text: strength, title: 1, tags: 0 }, strength },
  };
  store.save(record, carrying(adapter, strength), base.manifest.config);
}

/** What the golden text costs under an adapter on its own. */
async function costs({ layout, vector }: Adapter): Promise<Float32Array> {
  const sequences = goldenSequences(NAME, 'batch.json');
  const targets = sequences.reduce((sum, each) => sum + each.targets.length, 0);
  const shape = { batch: sequences.length, sequence: sequences[0].ids.length, targets };
  const session = await ScoreSession.open(base, layout, shape, CPU);
  try {
    return await session.run(makeBatch(sequences, shape), vector);
  } finally {
    await session.dispose();
  }
}

describe('an adapter at a strength', () => {
  it('is the base at 0 and itself at 1', () => {
    expect(atStrength(own, 0).every((value) => value === 0)).toBe(true);
    expect(atStrength(own, 1)).toEqual(own.vector);
  });

  it('gives the same result whether alpha has the strength or the tensors do', async () => {
    const wanted = await costs({ layout: own.layout, vector: atStrength(own, 0.35) });
    expect(relative(await costs(carrying(own, 0.35)), wanted)).toBeLessThan(1e-5);
    expect(relative(await costs(folded(carrying(own, 0.35), 0.35)), wanted)).toBeLessThan(1e-5);
    expect(relative(await costs(own), wanted)).toBeGreaterThan(1e-3);
  });

  it('is saved with the files: alpha in PEFT, tensors as trained', async () => {
    save('half', own, 0.5, null);
    const alpha = own.layout.shape.lora!.alpha;
    const config = JSON.parse(fs.readFileSync(path.join(store.folder, 'half', 'adapter_config.json'), 'utf8'));
    expect(config.lora_alpha).toBe(alpha / 2);
    expect(store.load('half', base).vector).toEqual(own.vector);
    const out = path.join(folder, 'half-out');
    exportAdapter(store, 'half', out, 'peft', { base, task: null });
    store.import(out, 'half-back', base);
    expect(store.load('half-back', base)).toEqual(carrying(own, 0.5));
    expect(store.record('half-back')).toMatchObject({ scale: { text: 0.5, title: 1, tags: 0 }, strength: 0.5 });
    expect(store.list().find(({ name }) => name === 'half-back')?.scale).toEqual({ text: 0.5, title: 1, tags: 0 });
    const further = store.loadFolded('half-back', base);
    expect(further.layout.shape.lora?.alpha).toBe(alpha);
    expect(relative(further.vector, atStrength(own, 0.5))).toBeLessThan(1e-7);
  });

  it('is saved in a GGUF, joined with the adapter beneath', async () => {
    const task = { ...tinyAdapter(NAME, base), sha256: 'abc' };
    save('over', own, 0.25, task);
    const { layout, vector } = store.loadStacked('over', base, task);
    const file = exportAdapter(store, 'over', path.join(folder, 'gguf-out'), 'gguf', { base, task });
    const gguf = openGguf(file);
    expect(gguf.metadata.get('adapter.lora.alpha')).toBe(layout.shape.lora!.alpha);
    gguf.close();
    // What the two add up to: the lower one whole, the upper one at a quarter.
    const both = new Stack(base.manifest.config, task, own.layout);
    const wanted = await costs({ layout: both.layout, vector: both.join(atStrength(own, 0.25)) });
    expect(relative(await costs({ layout, vector }), wanted)).toBeLessThan(1e-5);
  });

  it('can differ from task to task', async () => {
    const task = { ...tinyAdapter(NAME, base), sha256: 'abc' };
    save('share', own, 0.5, task);
    const stacked = store.loadStacked('share', base, task);
    const both = new Stack(base.manifest.config, task, own.layout);
    const full = await costs({ layout: both.layout, vector: both.join(own.vector) });
    expect(relative(await costs({ layout: stacked.layout, vector: stacked.at(2) }), full)).toBeLessThan(1e-5);
    expect(stacked.at(0)).toEqual(stacked.plain);
  });

  it('is in the vectors of (IA)³, and leaves virtual tokens whole', () => {
    const [ia3, prompt] = (['ia3', 'prompt'] as const).map((method) => tinyAdapter(NAME, base, method));
    save('ia3', ia3, 0.5, null);
    expect(relative(store.load('ia3', base).vector, atStrength(ia3, 0.5))).toBeLessThan(1e-6);
    expect(carrying(prompt, 1)).toBe(prompt);
    expect(atStrength(prompt, 0).some((value) => value !== 0)).toBe(false);
  });
});
