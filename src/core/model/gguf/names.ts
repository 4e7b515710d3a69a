import type { SourceTensor } from '../tensor.ts';

/** llama.cpp's names of whole-model tensors (gguf-py, tensor_mapping.py) and Hugging Face's names for them. */
const TOP: Record<string, string> = {
  token_embd: 'model.embed_tokens',
  output_norm: 'model.norm',
  output: 'lm_head',
};

/** The same within a transformer block: `blk.N.…` becomes `model.layers.N.…`. */
const BLOCK: Record<string, string> = {
  attn_norm: 'input_layernorm',
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
  attn_output: 'self_attn.o_proj',
  attn_q_norm: 'self_attn.q_norm',
  attn_k_norm: 'self_attn.k_norm',
  ffn_norm: 'post_attention_layernorm',
  ffn_gate: 'mlp.gate_proj',
  ffn_up: 'mlp.up_proj',
  ffn_down: 'mlp.down_proj',
};

/** Gemma 3's additional tensors, and those with other names. */
const GEMMA_BLOCK: Record<string, string> = {
  ...BLOCK,
  post_attention_norm: 'post_attention_layernorm',
  ffn_norm: 'pre_feedforward_layernorm',
  post_ffw_norm: 'post_feedforward_layernorm',
};

/** llama.cpp's names of architectures that differ from `model_type` in config.json. */
const ARCHITECTURES: Record<string, string> = { gemma3: 'gemma3_text' };

/** `model_type` for a GGUF file's architecture. */
export function huggingFaceArchitecture(ggufName: string): string {
  return Object.hasOwn(ARCHITECTURES, ggufName) ? ARCHITECTURES[ggufName] : ggufName;
}

/** The inverse of `huggingFaceArchitecture`. */
export function ggufArchitecture(architecture: string): string {
  return Object.keys(ARCHITECTURES).find((name) => ARCHITECTURES[name] === architecture) ?? architecture;
}

/**
 * The Hugging Face name of a GGUF tensor, e.g. "blk.3.attn_q.weight"; undefined for an unknown one.
 * @param architecture as in config.json
 */
export function huggingFaceName(ggufName: string, architecture: string): string | undefined {
  const match = /^(?:blk\.(\d+)\.)?(\w+)\.(weight|bias)$/.exec(ggufName);
  if (!match) return undefined;
  const [, block, stem, kind] = match;
  const inBlock = architecture === 'gemma3_text' ? GEMMA_BLOCK : BLOCK;
  const name = block === undefined ? TOP[stem] : inBlock[stem] && `model.layers.${block}.${inBlock[stem]}`;
  return name && `${name}.${kind}`;
}

/** The GGUF name of a linear layer's tensor within a block; the inverse of `huggingFaceName`. */
export function ggufName(name: string): string {
  const [, layer, module, kind] = /^model\.layers\.(\d+)\.(.+)\.(weight|bias)$/.exec(name) ?? [];
  const stem = Object.keys(BLOCK).find((each) => BLOCK[each] === module);
  if (stem === undefined) throw new RangeError(`llama.cpp has no name for "${name}".`);
  return `blk.${layer}.${stem}.${kind}`;
}

/**
 * Undoes llama.cpp's reordering of query and key rows. For architecture "llama" its converter turns each head's rows
 * from (first half, second half) into pairs (one of each), to suit its rotary embedding: row 2i + j of a head in the
 * file is row j · headDim/2 + i of the head in the original.
 * @param heads number of heads in these rows
 */
export function unpermuted(tensor: SourceTensor, heads: number): SourceTensor {
  const rows = tensor.shape[0];
  const headDim = rows / heads;
  const half = headDim / 2;
  const columns = tensor.shape[1] ?? 1;
  return {
    ...tensor,
    read(firstRow = 0, count = rows - firstRow) {
      // Whole heads are read, since rows only move within their head.
      const start = firstRow - (firstRow % headDim);
      const end = Math.ceil((firstRow + count) / headDim) * headDim;
      const source = tensor.read(start, end - start);
      const out = new Float32Array(count * columns);
      for (let r = 0; r < count; r++) {
        const row = firstRow + r;
        const within = row % headDim;
        const from = row - start - within + 2 * (within % half) + Math.floor(within / half);
        out.set(source.subarray(from * columns, (from + 1) * columns), r * columns);
      }
      return out;
    },
  };
}

/** Whether llama.cpp's converter reorders this Hugging Face tensor, and how many heads it consists of. */
export function permutedHeads(name: string, heads: number, kvHeads: number): number | undefined {
  if (/\.self_attn\.q_proj\./.test(name)) return heads;
  if (/\.self_attn\.k_proj\./.test(name)) return kvHeads;
  return undefined;
}
