import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportAdapter } from '../../../src/core/adapter/export.ts';
import { ia3Layout, methodOf } from '../../../src/core/adapter/layout.ts';
import { readPeft, writePeft } from '../../../src/core/adapter/peft.ts';
import { AdapterStore } from '../../../src/core/adapter/store.ts';
import type { BaseModel } from '../../../src/core/model/base.ts';
import { fixture, importTiny, OTHER_METHODS, relative, scratch, TINY, tinyAdapter } from '../tiny.ts';

describe('PEFT files', () => {
  let folder: string;
  let base: BaseModel;
  beforeAll(async () => {
    folder = scratch();
    base = await importTiny('tiny-llama-gqa-tied', folder);
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  for (const name of TINY) {
    it(`${name}: reads what PEFT saved, and reads its own copy back unchanged`, async () => {
      const model = await importTiny(name, folder);
      const adapter = tinyAdapter(name, model);
      const copy = path.join(folder, `${name}-copy`);
      writePeft(copy, adapter, model.id, model.manifest.config);
      expect(readPeft(copy, model.manifest.config)).toEqual(adapter);
    });
  }

  for (const [name, method] of OTHER_METHODS) {
    it(`${name}, ${method}: reads what PEFT saved, and reads its own copy back unchanged`, async () => {
      const model = await importTiny(name, folder);
      const adapter = tinyAdapter(name, model, method);
      expect(methodOf(adapter.layout.shape)).toBe(method);
      const copy = path.join(folder, `${name}-${method}-copy`);
      writePeft(copy, adapter, model.id, model.manifest.config);
      const back = readPeft(copy, model.manifest.config);
      expect(back.layout).toEqual(adapter.layout);
      expect(relative(back.vector, adapter.vector)).toBeLessThan(1e-7);
    });
  }

  it('keeps an (IA)³ adapter on some of the layers', () => {
    const { config } = base.manifest;
    const shape = { targets: ['v_proj', 'down_proj'] as const, inputs: ['down_proj'] as const };
    const layout = ia3Layout(config, {
      targets: [...shape.targets],
      inputs: [...shape.inputs],
      firstLayer: 1,
      lastLayer: 3,
    });
    const vector = Float32Array.from({ length: layout.length }, (_, at) => (at % 7) / 8);
    const copy = path.join(folder, 'some-layers');
    writePeft(copy, { layout, vector }, base.id, config);
    expect(readPeft(copy, config)).toEqual({ layout, vector });
  });

  it.each([
    ['another method', { peft_type: 'LOHA' }, 'PEFT method LOHA'],
    ['another method’s tensors', { peft_type: 'IA3' }, 'the module of'],
    ['whole layers', { modules_to_save: ['lm_head'] }, 'as a whole'],
    ['prompts of an encoder', { peft_type: 'PROMPT_TUNING', num_transformer_submodules: 2 }, 'encoder'],
    ['DoRA', { use_dora: true }, 'DoRA'],
    ['an impossible rank', { r: -1 }, 'rank'],
    ['unknown modules', { target_modules: ['q_proj', 'c_attn'] }, 'c_attn'],
    ['layers beyond the base', { layers_to_transform: [7] }, 'more layers'],
    ['tensors of a layer left out', { layers_to_transform: [0] }, 'leaves out'],
    ['tensors of all but one layer left out', { layers_to_transform: 0 }, 'leaves out'],
  ])('refuses %s with one sentence', (_, change, words) => {
    const copy = changedCopy(folder, change);
    expect(() => readPeft(copy, base.manifest.config)).toThrow(words);
    expect(() => readPeft(copy, base.manifest.config)).toThrow(/^[^\n]*[.]$/);
  });

  it('refuses an adapter of another size, and damaged files', () => {
    const copy = changedCopy(folder, { r: 5 });
    expect(() => readPeft(copy, base.manifest.config)).toThrow('does not fit');
    fs.writeFileSync(path.join(copy, 'adapter_model.safetensors'), 'no tensors');
    expect(() => readPeft(copy, base.manifest.config)).toThrow('no valid');
  });
});

describe('the adapter store', () => {
  let folder: string;
  let base: BaseModel;
  let store: AdapterStore;
  beforeAll(async () => {
    folder = scratch();
    base = await importTiny('tiny-llama-gqa-tied', folder);
    store = new AdapterStore(path.join(folder, 'adapters'));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('imports, lists, switches, exports and removes', () => {
    expect(store.list()).toEqual([]);
    store.import(fixture('tiny-llama-gqa-tied', 'adapter'), 'mine', base);
    expect(store.list()).toMatchObject([{ name: 'mine', base: base.id, rank: 4, enabled: false }]);
    store.use('mine');
    expect(store.active()).toBe('mine');
    const out = path.join(folder, 'out');
    exportAdapter(store, 'mine', out, 'peft', { base, task: null });
    expect(readPeft(out, base.manifest.config).vector).toEqual(store.load('mine', base).vector);
    expect(() => exportAdapter(store, 'mine', out, 'peft', { base, task: null })).toThrow('not empty');
    store.import(out, 'again', base);
    store.remove('mine');
    expect(store.active()).toBeNull();
    expect(store.list().map(({ name }) => name)).toEqual(['again']);
  });

  it('never loads an adapter on another base', async () => {
    const other = await importTiny('tiny-llama-mha-untied-all', folder);
    expect(() => store.load('again', other)).toThrow('another base model');
    const out = path.join(folder, 'out2');
    exportAdapter(store, 'again', out, 'peft', { base, task: null });
    expect(() => store.import(out, 'x', other)).toThrow(/another base model|does not fit/);
  });

  it('keeps names inside the folder', () => {
    for (const name of ['../evil', '/etc', '', '.hidden', 'a/b', 'nul\0', ...TAKEN]) {
      expect(() => store.use(name)).toThrow('no adapter');
      expect(() => store.import(fixture('tiny-llama-gqa-tied', 'adapter'), name, base)).toThrow('cannot name');
    }
  });
});

/** Names that mean something else, or that a disk cannot hold. */
const TAKEN = ['none', 'active.json', 'NUL', 'com1.x', 'a.', '字'.repeat(60), '𝒜'.repeat(64), 'x'.repeat(65)];

function changedCopy(folder: string, change: object): string {
  const copy = fs.mkdtempSync(path.join(folder, 'changed-'));
  fs.cpSync(fixture('tiny-llama-gqa-tied', 'adapter'), copy, { recursive: true });
  const file = path.join(copy, 'adapter_config.json');
  fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file, 'utf8')), ...change }));
  return copy;
}
