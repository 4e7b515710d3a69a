import { OwnhandError, quoted } from '../support/errors.ts';
import type { ModelConfig } from './config.ts';
import type { SourceTensor } from './tensor.ts';

/**
 * Names and shapes of every weight an architecture has, in their order in the file. A tied output head is not listed.
 * Linear weights are [out, in].
 */
export function expectedTensors(config: ModelConfig): Map<string, number[]> {
  const { hiddenSize: hidden, intermediateSize: inner, headDim } = config;
  const queries = config.heads * headDim;
  const keys = config.kvHeads * headDim;
  const tensors = new Map<string, number[]>([['model.embed_tokens.weight', [config.vocabSize, hidden]]]);
  for (let layer = 0; layer < config.layers; layer++) {
    const add = (name: string, ...shape: number[]) => tensors.set(`model.layers.${layer}.${name}`, shape);
    add('input_layernorm.weight', hidden);
    for (const [name, size] of [
      ['q_proj', queries],
      ['k_proj', keys],
      ['v_proj', keys],
    ] as const) {
      add(`self_attn.${name}.weight`, size, hidden);
      if (config.qkvBias) add(`self_attn.${name}.bias`, size);
    }
    if (config.qkNorm) {
      add('self_attn.q_norm.weight', headDim);
      add('self_attn.k_norm.weight', headDim);
    }
    add('self_attn.o_proj.weight', hidden, queries);
    add('post_attention_layernorm.weight', hidden);
    if (config.postNorms) {
      add('pre_feedforward_layernorm.weight', hidden);
      add('post_feedforward_layernorm.weight', hidden);
    }
    add('mlp.gate_proj.weight', inner, hidden);
    add('mlp.up_proj.weight', inner, hidden);
    add('mlp.down_proj.weight', hidden, inner);
  }
  tensors.set('model.norm.weight', [hidden]);
  if (!config.tieEmbeddings) tensors.set('lm_head.weight', [config.vocabSize, hidden]);
  return tensors;
}

/** Whether a Hugging Face checkpoint keeps this weight w as w − 1 (Gemma's norms); `weights.bin` and GGUF have w. */
export function isShifted(config: ModelConfig, name: string): boolean {
  return config.architecture === 'gemma3_text' && name.endsWith('norm.weight');
}

/**
 * Checks that a checkpoint contains exactly the weights its config calls for.
 * @throws OwnhandError `bad-model` naming the first tensor that is missing, misshapen or left over.
 */
export function checkTensors(config: ModelConfig, found: Map<string, SourceTensor>): void {
  // Checked before this number, which may be anything, is used to allocate.
  if (config.layers > found.size) {
    throw new OwnhandError('bad-model', 'The model has fewer layers than its config says; get its files again.');
  }
  const expected = expectedTensors(config);
  for (const [name, shape] of expected) {
    const tensor = found.get(name);
    if (!tensor) throw new OwnhandError('bad-model', `The model lacks the tensor "${name}"; get its files again.`);
    if (tensor.shape.join() !== shape.join()) {
      throw new OwnhandError(
        'bad-model',
        `The tensor "${name}" has shape [${quoted(tensor.shape.join())}], but its config calls for [${shape}]; get the model again.`,
      );
    }
  }
  for (const name of found.keys()) {
    // Old checkpoints store the rotary frequencies, which follow from the config, and a copy of a tied head.
    if (expected.has(name) || name.endsWith('.rotary_emb.inv_freq') || name === 'lm_head.weight') continue;
    throw new OwnhandError(
      'bad-model',
      `The model has a tensor "${quoted(name)}" that "${config.architecture}" models do not have; use another model.`,
    );
  }
}
