import type { ModelConfig } from '../model/config.ts';
import { LINEAR_LAYERS, type LinearLayer, type LoraShape } from '../train/types.ts';

/** One tensor of an adapter inside its flat vector. Offsets and lengths are element counts. */
interface Slice {
  /** Name in a PEFT file: "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight". */
  name: string;
  layer: number;
  target: LinearLayer;
  part: 'A' | 'B';
  /** A: [rank, in]; B: [out, rank], as PEFT stores them. */
  shape: [number, number];
  offset: number;
  length: number;
}

/** How an adapter's flat vector is cut: by layer, then by linear layer, then A before B. */
export interface AdapterLayout {
  shape: LoraShape;
  slices: Slice[];
  /** Elements in the flat vector. */
  length: number;
}

/** Module path of a linear layer inside a transformer block. */
export function modulePath(target: LinearLayer): string {
  return ['gate_proj', 'up_proj', 'down_proj'].includes(target) ? `mlp.${target}` : `self_attn.${target}`;
}

/** [out, in] of a linear layer. */
export function linearShape(config: ModelConfig, target: LinearLayer): [number, number] {
  const { hiddenSize, intermediateSize } = config;
  const query = config.heads * config.headDim;
  const keyValue = config.kvHeads * config.headDim;
  switch (target) {
    case 'q_proj':
      return [query, hiddenSize];
    case 'k_proj':
    case 'v_proj':
      return [keyValue, hiddenSize];
    case 'o_proj':
      return [hiddenSize, query];
    case 'gate_proj':
    case 'up_proj':
      return [intermediateSize, hiddenSize];
    case 'down_proj':
      return [hiddenSize, intermediateSize];
  }
}

/** Lays out a LoRA adapter (Hu et al. 2021, arXiv 2106.09685) as one flat vector. */
export function loraLayout(config: ModelConfig, shape: LoraShape): AdapterLayout {
  const slices: Slice[] = [];
  let offset = 0;
  for (let layer = shape.firstLayer; layer < shape.lastLayer; layer++) {
    for (const target of LINEAR_LAYERS) {
      if (!shape.targets.includes(target)) continue;
      const [out, into] = linearShape(config, target);
      for (const part of ['A', 'B'] as const) {
        const size: [number, number] = part === 'A' ? [shape.rank, into] : [out, shape.rank];
        const name = `base_model.model.model.layers.${layer}.${modulePath(target)}.lora_${part}.weight`;
        slices.push({ name, layer, target, part, shape: size, offset, length: size[0] * size[1] });
        offset += size[0] * size[1];
      }
    }
  }
  return { shape, slices, length: offset };
}
