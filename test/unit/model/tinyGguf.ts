import { parseConfig } from '../../../src/core/model/config.ts';
import { readSafetensors } from '../../../src/core/model/safetensors.ts';
import { fixture, json } from '../tiny.ts';
import type { GgufParts, GgufTensor } from './ggufWriter.ts';

/** llama.cpp's reordering, as its converter does it: reshape(heads, 2, half, columns), swap the middle axes. */
function permuted(values: Float32Array, heads: number, columns: number): Float32Array {
  const half = values.length / columns / heads / 2;
  const out = new Float32Array(values.length);
  let at = 0;
  for (let head = 0; head < heads; head++) {
    for (let i = 0; i < half; i++) {
      for (let part = 0; part < 2; part++) {
        const row = (head * 2 + part) * half + i;
        out.set(values.subarray(row * columns, (row + 1) * columns), at);
        at += columns;
      }
    }
  }
  return out;
}

const GGUF_STEMS: [RegExp, string][] = [
  [/^model\.embed_tokens/, 'token_embd'],
  [/^model\.norm/, 'output_norm'],
  [/^lm_head/, 'output'],
  [/^model\.layers\.(\d+)\.input_layernorm/, 'blk.$1.attn_norm'],
  [/^model\.layers\.(\d+)\.post_attention_layernorm/, 'blk.$1.ffn_norm'],
  [/^model\.layers\.(\d+)\.pre_feedforward_layernorm/, 'blk.$1.ffn_norm'],
  [/^model\.layers\.(\d+)\.post_feedforward_layernorm/, 'blk.$1.post_ffw_norm'],
  [/^model\.layers\.(\d+)\.self_attn\.([qk])_norm/, 'blk.$1.attn_$2_norm'],
  [/^model\.layers\.(\d+)\.self_attn\.o_proj/, 'blk.$1.attn_output'],
  [/^model\.layers\.(\d+)\.self_attn\.([qkv])_proj/, 'blk.$1.attn_$2'],
  [/^model\.layers\.(\d+)\.mlp\.(gate|up|down)_proj/, 'blk.$1.ffn_$2'],
];

/** A tiny model's safetensors fixture as the float32 GGUF that llama.cpp's converter would make of it. */
export function tinyGguf(name: string): GgufParts {
  const config = json<Record<string, number | string>>(name, 'config.json');
  const tokenizer = json<{ model: { vocab: Record<string, number>; merges: (string | string[])[] } }>(
    name,
    'tokenizer.json',
  );
  const tokenizerConfig = json<Record<string, string>>(name, 'tokenizer_config.json');
  const isGemma = config.model_type === 'gemma3_text';
  const architecture = isGemma ? 'gemma3' : String(config.model_type);
  const heads = Number(config.num_attention_heads);
  const kvHeads = Number(config.num_key_value_heads);
  const file = readSafetensors(fixture(name, 'model.safetensors'));
  const tensors: GgufTensor[] = [];
  for (const [tensorName, tensor] of file.tensors) {
    let values = tensor.read();
    const reordered = /self_attn\.([qk])_proj/.exec(tensorName);
    if (architecture === 'llama' && reordered) {
      values = permuted(values, reordered[1] === 'q' ? heads : kvHeads, tensor.shape[1] ?? 1);
    }
    if (isGemma && tensorName.endsWith('norm.weight')) values = values.map((value) => value + 1);
    const [pattern, usual] = GGUF_STEMS.find(([each]) => each.test(tensorName))!;
    const stem = isGemma && /post_attention/.test(tensorName) ? 'blk.$1.post_attention_norm' : usual;
    tensors.push({
      name: tensorName.replace(pattern, stem),
      shape: tensor.shape,
      type: 0,
      bytes: new Uint8Array(values.buffer),
    });
  }
  file.close();
  const tokens = Object.entries(tokenizer.model.vocab).sort((a, b) => a[1] - b[1]);
  return {
    metadata: {
      'general.architecture': architecture,
      [`${architecture}.block_count`]: config.num_hidden_layers,
      [`${architecture}.context_length`]: config.max_position_embeddings,
      [`${architecture}.embedding_length`]: config.hidden_size,
      [`${architecture}.feed_forward_length`]: config.intermediate_size,
      [`${architecture}.attention.head_count`]: heads,
      [`${architecture}.attention.head_count_kv`]: kvHeads,
      [`${architecture}.attention.key_length`]: config.head_dim ?? Number(config.hidden_size) / heads,
      [`${architecture}.attention.layer_norm_rms_epsilon`]: { f32: Number(config.rms_norm_eps) },
      [`${architecture}.rope.freq_base`]: { f32: parseConfig(json(name, 'config.json')).ropeTheta },
      // A window and every second block without it, as in the fixture.
      ...(isGemma && { 'gemma3.attention.sliding_window': 8, 'gemma3.attention.sliding_window_pattern': 2 }),
      'tokenizer.ggml.model': 'gpt2',
      'tokenizer.ggml.pre': 'gpt-2',
      'tokenizer.ggml.tokens': tokens.map(([token]) => token),
      'tokenizer.ggml.token_type': tokens.map(([token]) => (token.startsWith('<|') ? 3 : 1)),
      'tokenizer.ggml.merges': tokenizer.model.merges.map((merge) => [merge].flat().join(' ')),
      'tokenizer.ggml.bos_token_id': 1,
      'tokenizer.ggml.eos_token_id': 2,
      'tokenizer.chat_template': tokenizerConfig.chat_template,
    },
    tensors,
  };
}
