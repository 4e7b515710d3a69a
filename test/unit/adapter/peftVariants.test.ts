import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPeft } from '../../../src/core/adapter/peft.ts';
import { AdapterStore } from '../../../src/core/adapter/store.ts';
import type { BaseModel } from '../../../src/core/model/base.ts';
import { readSafetensors, writeSafetensors } from '../../../src/core/model/safetensors.ts';
import { fixture, importTiny, scratch } from '../tiny.ts';

const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';
let folder: string;
let base: BaseModel;
beforeAll(async () => {
  folder = scratch();
  base = await importTiny('tiny-llama-gqa-tied', folder);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** The fixture's plain adapter with something changed in its configuration or the names of its tensors. */
function changed(change: object, rename: (name: string) => string = (name) => name): string {
  const copy = fs.mkdtempSync(path.join(folder, 'variant-'));
  const from = fixture('tiny-llama-gqa-tied', 'adapter');
  const config = JSON.parse(fs.readFileSync(path.join(from, CONFIG), 'utf8'));
  fs.writeFileSync(path.join(copy, CONFIG), JSON.stringify({ ...config, ...change }));
  const file = readSafetensors(path.join(from, WEIGHTS));
  const tensors = [...file.tensors].map(([name, { shape, read }]) => ({ name: rename(name), shape, data: read() }));
  writeSafetensors(path.join(copy, WEIGHTS), tensors);
  file.close();
  return copy;
}

const plain = () => readPeft(changed({}), base.manifest.config);

test.each<[string, object, RegExp]>([
  ['PiSSA', { init_lora_weights: 'pissa' }, /PiSSA, which changes the weights of the base/],
  ['quick PiSSA', { init_lora_weights: 'pissa_niter_16' }, /PiSSA/],
  ['OLoRA', { init_lora_weights: 'olora' }, /OLoRA/],
  ['CorDA', { init_lora_weights: 'corda', corda_config: { corda_method: 'kpm' } }, /CorDA/],
  ['LoftQ', { init_lora_weights: 'loftq', loftq_config: { loftq_bits: 4 } }, /LoftQ/],
  ['LoRA-GA', { init_lora_weights: 'lora_ga' }, /LoRA-GA/],
  ['aLoRA', { alora_invocation_tokens: [1, 2] }, /acts only after certain tokens/],
  ['biases', { lora_bias: true }, /trained biases/],
  [
    'repeated layers',
    {
      layer_replication: [
        [0, 2],
        [0, 2],
      ],
    },
    /repeated layers/,
  ],
  ['trained tokens', { trainable_token_indices: [5] }, /trained tokens/],
  ['bare parameters', { target_parameters: ['mlp.experts'] }, /parameters/],
  ['DoRA', { use_dora: true }, /DoRA/],
])('refuses %s by name', (_, change, words) => {
  const copy = changed(change);
  expect(() => readPeft(copy, base.manifest.config)).toThrow(words);
  expect(() => readPeft(copy, base.manifest.config)).toThrow(/^[^\n]*\.$/);
});

test.each<[string, object]>([
  ['another start', { init_lora_weights: 'gaussian' }],
  ['EVA', { init_lora_weights: 'eva' }],
  ['a start of nothing', { init_lora_weights: false }],
  [
    'empty lists',
    {
      alora_invocation_tokens: null,
      layer_replication: null,
      loftq_config: {},
      trainable_token_indices: null,
      lora_bias: false,
    },
  ],
  ['exceptions', { exclude_modules: ['lm_head'] }],
  ['a pattern', { target_modules: '.*\\.(q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj)$' }],
  ['all linear layers', { target_modules: 'all-linear' }],
])('accepts %s if the tensors fit', (_, change) => {
  expect(readPeft(changed(change), base.manifest.config)).toEqual(plain());
});

test('accepts dotted module names', () => {
  const names = JSON.parse(fs.readFileSync(fixture('tiny-llama-gqa-tied', 'adapter', CONFIG), 'utf8'))
    .target_modules as string[];
  const inside = (name: string) => (/gate|up|down/.test(name) ? `mlp.${name}` : `self_attn.${name}`);
  expect(readPeft(changed({ target_modules: names.map(inside) }), base.manifest.config)).toEqual(plain());
  const full = names.flatMap((name) =>
    Array.from({ length: base.manifest.config.layers }, (_, i) => `model.layers.${i}.${inside(name)}`),
  );
  expect(readPeft(changed({ target_modules: full }), base.manifest.config)).toEqual(plain());
});

test.each(['default', 'mine', 'my-adapter_2'])('accepts tensors whose names contain the adapter’s: %s', (name) => {
  const copy = changed({}, (tensor) => tensor.replace(/\.weight$/, `.${name}.weight`));
  expect(readPeft(copy, base.manifest.config)).toEqual(plain());
});

test('refuses two adapters in one file', () => {
  let n = 0;
  const copy = changed({}, (tensor) => tensor.replace(/\.weight$/, `.${n++ % 2 ? 'a' : 'b'}.weight`));
  expect(() => readPeft(copy, base.manifest.config)).toThrow(/\.$/);
});

test.each<[string, string | null, boolean]>([
  ['another model of the Hub', 'someone/other-model', false],
  ['the smaller sister', 'someone/tiny-llama', false],
  ['a path', '/home/jo/models/base', true],
  ['a Windows path', 'C:\\models\\base', true],
  ['a relative path', './base', true],
  ['a path upwards', '../base', true],
  ['nothing', null, true],
])('judges a base given as %s', (_, named, taken) => {
  const store = new AdapterStore(fs.mkdtempSync(path.join(folder, 'store-')));
  const take = () => store.import(changed({ base_model_name_or_path: named }), 'mine', base);
  if (taken) expect(take).not.toThrow();
  else expect(take).toThrow(new RegExp(`"${named}".*"${base.id}".*\\.$`));
});

test('accepts the same base under another owner’s name, or quantized', () => {
  const name = base.id.split('/').at(-1)!;
  for (const named of [base.id, `unsloth/${name}`, `someone/${name}-GGUF`]) {
    const store = new AdapterStore(fs.mkdtempSync(path.join(folder, 'store-')));
    expect(() => store.import(changed({ base_model_name_or_path: named }), 'mine', base)).not.toThrow();
  }
});
