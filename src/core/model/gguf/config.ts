import path from 'node:path';
import { OwnhandError } from '../../support/errors.ts';
import type { GgufFile, GgufValue } from './gguf.ts';
import { huggingFaceArchitecture } from './names.ts';

type Json = Record<string, unknown>;

/** float32 metadata back to the decimal it was made from: 9.999999747378752e-06 is 1e-05. */
const asWritten = (value: GgufValue | undefined): number | undefined =>
  typeof value === 'number' ? Number(value.toPrecision(7)) : undefined;

/**
 * A Hugging Face `config.json` made from a GGUF file's metadata (keys of gguf-py's constants.py).
 * @throws OwnhandError `bad-model` if the file does not give its architecture or has no embedding.
 */
export function configFromGguf(file: GgufFile): Json {
  const { metadata, tensors } = file;
  checkKind(file);
  const architecture = metadata.get('general.architecture');
  const embedding = tensors.get('token_embd.weight');
  if (typeof architecture !== 'string' || !embedding) {
    throw new OwnhandError(
      'bad-model',
      'The GGUF file holds no language model (no architecture or no token embedding); use another file.',
    );
  }
  const get = (key: string) => metadata.get(`${architecture}.${key}`);
  const tokenizer = (key: string) => metadata.get(`tokenizer.ggml.${key}`);
  const scaling = get('rope.scaling.type') ?? (tensors.has('rope_freqs.weight') ? 'llama3' : 'none');
  return {
    model_type: huggingFaceArchitecture(architecture),
    ...(architecture === 'gemma3' ? gemma3(get) : { hidden_act: 'silu' }),
    hidden_size: get('embedding_length'),
    intermediate_size: get('feed_forward_length'),
    num_hidden_layers: get('block_count'),
    num_attention_heads: get('attention.head_count'),
    num_key_value_heads: get('attention.head_count_kv') ?? get('attention.head_count'),
    ...(get('attention.key_length') !== undefined && { head_dim: get('attention.key_length') }),
    vocab_size: embedding.shape[0],
    max_position_embeddings: get('context_length'),
    rms_norm_eps: asWritten(get('attention.layer_norm_rms_epsilon')),
    rope_theta: asWritten(get('rope.freq_base')) ?? (architecture === 'gemma3' ? 1_000_000 : 10_000),
    rope_scaling: scaling === 'none' || (scaling === 'linear' && isOne(get)) ? null : { rope_type: scaling },
    attention_bias: architecture === 'llama' && tensors.has('blk.0.attn_q.bias'),
    tie_word_embeddings: !tensors.has('output.weight'),
    bos_token_id: tokenizer('bos_token_id') ?? null,
    eos_token_id: tokenizer('eos_token_id') ?? null,
    pad_token_id: tokenizer('padding_token_id') ?? null,
  };
}

/** A factor of one scales nothing. */
function isOne(get: (key: string) => GgufValue | undefined): boolean {
  return (get('rope.scaling.factor') ?? get('rope.scale_linear') ?? 1) === 1;
}

/** Refuses, by its name, a file that is not a complete model. */
function checkKind({ path: file, metadata, tensors }: GgufFile): void {
  const name = path.basename(file);
  const parts = Number(metadata.get('split.count') ?? 0);
  if (parts > 1) {
    const number = Number(metadata.get('split.no') ?? 0) + 1;
    throw new OwnhandError(
      'bad-model',
      `${name} is part ${number} of ${parts} of a model; join the parts first, with the tool llama-gguf-split of llama.cpp, and give the whole file.`,
    );
  }
  const kind = metadata.get('general.type') ?? 'model';
  const what = {
    adapter: 'an adapter, not a model',
    mmproj: 'the vision part of a model, not a model',
    vocab: 'a vocabulary without a model',
    imatrix: 'a quantization table, not a model',
  }[String(kind)];
  if (what || (kind === 'model' && [...tensors.keys()].some((tensor) => tensor.endsWith('.lora_a')))) {
    throw new OwnhandError(
      'bad-model',
      `${name} is ${what ?? 'an adapter, not a model'}; give the GGUF file of a base model.`,
    );
  }
}

/** Fields that only Gemma 3 has; llama.cpp hard-codes most of them (its src/models/gemma3.cpp). */
function gemma3(get: (key: string) => GgufValue | undefined): Json {
  const hidden = Number(get('embedding_length'));
  const heads = Number(get('attention.head_count'));
  return {
    hidden_activation: 'gelu_pytorch_tanh',
    sliding_window: get('attention.sliding_window'),
    sliding_window_pattern: get('attention.sliding_window_pattern') ?? 6,
    rope_local_base_freq: asWritten(get('rope.freq_base_swa')) ?? 10_000,
    // Only the 27B model, which has 62 blocks, does not divide by its head size.
    query_pre_attn_scalar: get('block_count') === 62 ? hidden / heads : get('attention.key_length'),
    final_logit_softcapping: get('final_logit_softcapping') ?? null,
  };
}
