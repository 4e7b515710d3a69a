import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BaseModel } from '../../../src/core/model/base.ts';
import { openFolderConfig } from '../../../src/core/model/checkpoint.ts';
import { parseConfig } from '../../../src/core/model/config.ts';
import { importTiny } from '../tiny.ts';
import { fixtureJson, temporaryFolder } from './samples.ts';

const gemma = fixtureJson('tiny-gemma3', 'config.json');
/** The same as transformers 4 wrote it. */
const older = {
  ...gemma,
  layer_types: undefined,
  rope_parameters: undefined,
  tie_word_embeddings: undefined,
  sliding_window_pattern: 2,
  rope_theta: 1_000_000,
  rope_local_base_freq: 10_000,
  rope_scaling: null,
};

describe('the configuration of a Gemma 3', () => {
  it('is the same from the newer and the older form of config.json', () => {
    const config = parseConfig(gemma);
    expect(config).toMatchObject({
      ropeTheta: 1_000_000,
      queryScalar: 24,
      activation: 'gelu',
      tieEmbeddings: true,
      local: { window: 8, ropeTheta: 10_000, layers: [0, 2] },
    });
    expect(parseConfig(older)).toEqual(config);
    // By default, five of six are local.
    const usual = parseConfig({ ...older, sliding_window_pattern: undefined, num_hidden_layers: 12 });
    expect(usual.local?.layers).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9, 10]);
    expect(parseConfig({ ...gemma, layer_types: Array(3).fill('full_attention') }).local).toBeNull();
  });

  it.each([
    [{ layer_types: ['full_attention'] }, /layer types/],
    [{ layer_types: undefined, sliding_window_pattern: 'x' }, /layer types/],
    [{ rope_parameters: undefined, rope_scaling: { rope_type: 'linear', factor: 8 } }, /"linear"/],
    [{ hidden_activation: 'relu' }, /"relu".*"gelu_pytorch_tanh"/],
    [{ final_logit_softcapping: 30 }, /final_logit_softcapping/],
    [{ use_bidirectional_attention: true }, /use_bidirectional_attention/],
    [{ model_type: 'gemma3' }, /"gemma3".*gemma3_text/],
  ])('is refused if the graphs do not support it: %j', (change, message) => {
    const folder = temporaryFolder();
    fs.writeFileSync(path.join(folder, 'config.json'), JSON.stringify({ ...gemma, ...change }));
    expect(() => openFolderConfig(folder)).toThrow(message);
  });
});

it('a model that was imported before Gemma was supported is read as before', async () => {
  const { folder, manifest } = await importTiny('tiny-qwen3', temporaryFolder());
  const { queryScalar, activation, scaledEmbeddings, postNorms, local, ...before } = manifest.config;
  expect(local).toBeNull();
  fs.writeFileSync(path.join(folder, 'model.json'), JSON.stringify({ ...manifest, config: before }));
  expect(BaseModel.open(folder).manifest).toEqual(manifest);
});
