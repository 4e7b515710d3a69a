import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportAdapter } from '../../../src/core/adapter/export.ts';
import { type Adapter, methodOf } from '../../../src/core/adapter/layout.ts';
import { readPeft } from '../../../src/core/adapter/peft.ts';
import { Stack } from '../../../src/core/adapter/stack.ts';
import { AdapterStore } from '../../../src/core/adapter/store.ts';
import type { TaskAdapter } from '../../../src/core/adapter/taskAdapter.ts';
import type { BaseModel } from '../../../src/core/model/base.ts';
import { openGguf } from '../../../src/core/model/gguf/gguf.ts';
import { permutedHeads, unpermuted } from '../../../src/core/model/gguf/names.ts';
import { importTiny, relative, scratch, tinyAdapter } from '../tiny.ts';

describe('exporting an adapter that stands on a task adapter', () => {
  let folder: string;
  let base: BaseModel;
  let store: AdapterStore;
  let task: TaskAdapter;
  const save = (name: string, adapter: Adapter) =>
    store.save(
      {
        name,
        method: methodOf(adapter.layout.shape),
        base: base.id,
        baseSha256: base.manifest.sha256,
        task: task.sha256,
        rank: adapter.layout.shape.lora?.rank ?? null,
        parameters: adapter.layout.length,
        created: '2026-01-01T00:00:00.000Z',
        items: 3,
        heldout: null,
        scale: null,
      },
      adapter,
      base.manifest.config,
    );
  const stacked = (): Adapter => {
    const own = store.load('lora', base);
    const stack = new Stack(base.manifest.config, task, own.layout);
    return { layout: stack.layout, vector: stack.join(own.vector) };
  };
  beforeAll(async () => {
    folder = scratch();
    base = await importTiny('tiny-llama-gqa-tied', folder);
    store = new AdapterStore(path.join(folder, 'adapters'));
    task = { ...tinyAdapter('tiny-llama-gqa-tied', base), sha256: 'abc' };
    const { layout } = task;
    save('lora', { layout, vector: Float32Array.from({ length: layout.length }, (_, at) => ((at % 11) - 5) / 50) });
    for (const method of ['ia3', 'prompt'] as const) save(method, tinyAdapter('tiny-llama-gqa-tied', base, method));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('joins a LoRA with the one beneath, and imports it without that part', () => {
    const out = path.join(folder, 'lora-out');
    exportAdapter(store, 'lora', out, 'peft', { base, task });
    const whole = stacked();
    expect(readPeft(out, base.manifest.config)).toEqual(whole);
    store.import(out, 'lora-back', base);
    expect(store.record('lora-back')).toMatchObject({ task: null, rank: 8 });
    expect(store.loadStacked('lora-back', base, task).vector).toEqual(whole.vector);
  });

  for (const method of ['ia3', 'prompt'] as const) {
    it(`exports ${method} and the task adapter to separate folders, and imports both`, () => {
      const out = path.join(folder, `${method}-out`);
      exportAdapter(store, method, out, 'peft', { base, task });
      expect(fs.readdirSync(out).sort()).toEqual(['README.md', 'personal', 'task']);
      expect(readPeft(path.join(out, 'task'), base.manifest.config).vector).toEqual(task.vector);
      store.import(out, `${method}-back`, base);
      expect(store.record(`${method}-back`)).toMatchObject({ method, task: 'abc' });
      const [before, after] = [method, `${method}-back`].map((name) => store.loadStacked(name, base, task));
      expect(relative(after.vector, before.vector)).toBeLessThan(1e-7);
      expect(() => store.loadStacked(method, base, null)).toThrow('another version');
    });

    it(`refuses ${method} as GGUF`, () => {
      const out = path.join(folder, `${method}-gguf`);
      expect(() => exportAdapter(store, method, out, 'gguf', { base, task })).toThrow('LoRA adapters only');
      expect(fs.existsSync(out)).toBe(false);
    });
  }

  it('writes a LoRA in the form that llama.cpp reads', () => {
    const file = exportAdapter(store, 'lora', path.join(folder, 'gguf-out'), 'gguf', { base, task });
    const { layout, vector } = stacked();
    const gguf = openGguf(file);
    expect(Object.fromEntries(gguf.metadata)).toMatchObject({
      'general.type': 'adapter',
      'general.architecture': 'llama',
      'adapter.type': 'lora',
      'adapter.lora.alpha': layout.shape.lora?.alpha,
    });
    expect(gguf.tensors.size).toBe(layout.slices.length);
    for (const slice of layout.slices) {
      if (slice.part === 'prompt') continue;
      const stem = { q_proj: 'attn_q', v_proj: 'attn_v' }[slice.target as string];
      const tensor = gguf.tensors.get(`blk.${slice.layer}.${stem}.weight.lora_${slice.part.toLowerCase()}`)!;
      expect(tensor.shape).toEqual(slice.shape);
      const heads = slice.part === 'B' ? permutedHeads(`.self_attn.${slice.target}.`, 4, 2) : undefined;
      const values = (heads ? unpermuted(tensor, heads) : tensor).read();
      expect(values).toEqual(vector.slice(slice.offset, slice.offset + slice.length));
    }
    gguf.close();
  });
});
