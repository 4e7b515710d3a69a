import type { ModelConfig } from '../model/config.ts';
import {
  type AdapterShape,
  type Ia3Shape,
  LINEAR_LAYERS,
  type LinearLayer,
  type LoraShape,
  type Method,
  type PromptShape,
} from './shape.ts';

/** Checkpoint name of a linear layer's weight. */
export function weightName(layer: number, target: LinearLayer): string {
  return `model.layers.${layer}.${modulePath(target)}.weight`;
}

/** One tensor of an adapter inside its flat vector. Offsets and lengths are element counts. */
interface SliceBase {
  /** Name in a PEFT file: "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight". */
  name: string;
  /** In PEFT's form. A: [rank, in]; B: [out, rank]; out: [out, 1]; in: [1, in]; prompt: [tokens, hidden]. */
  shape: [number, number];
  offset: number;
  length: number;
  /** Not learned: part of an adapter that lies beneath another one. Its gradient is zero. */
  frozen?: true;
}

/** A tensor at one linear layer: of a LoRA pair, or an (IA)³ vector on the layer's output or input. */
export interface LinearSlice extends SliceBase {
  part: 'A' | 'B' | 'out' | 'in';
  layer: number;
  target: LinearLayer;
  /** For a LoRA pair in a stack: only its ranks from the first to before the second can differ from zero. */
  live?: [number, number];
}

/** The embeddings of the virtual tokens. */
interface PromptSlice extends SliceBase {
  part: 'prompt';
}

export type Slice = LinearSlice | PromptSlice;

/** Name of a tensor in a graph: "3.q_proj.A", or "prompt". */
export function sliceKey(slice: Slice): string {
  return slice.part === 'prompt' ? 'prompt' : `${slice.layer}.${slice.target}.${slice.part}`;
}

/**
 * How an adapter's flat vector is divided: LoRA pairs by layer, then by linear layer, A before B; then (IA)³ vectors in
 * the same order; then virtual tokens.
 * The zero vector is the base itself: (IA)³ vectors l are kept as l − 1, and a prompt of zeros means none.
 */
export interface AdapterLayout {
  shape: AdapterShape;
  slices: Slice[];
  /** Elements in the flat vector. */
  length: number;
}

/** An adapter: its flat vector and how that is divided. */
export interface Adapter {
  layout: AdapterLayout;
  /** float32 [P] */
  vector: Float32Array;
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
export function loraLayout(config: ModelConfig, lora: LoraShape): AdapterLayout {
  return adapterLayout(config, { lora, ia3: null, prompt: null });
}

/** Lays out an (IA)³ adapter (Liu et al. 2022, arXiv 2205.05638). */
export function ia3Layout(config: ModelConfig, ia3: Ia3Shape): AdapterLayout {
  return adapterLayout(config, { lora: null, ia3, prompt: null });
}

/** Lays out the virtual tokens of prompt tuning (Lester et al. 2021, arXiv 2104.08691). */
export function promptLayout(config: ModelConfig, prompt: PromptShape): AdapterLayout {
  return adapterLayout(config, { lora: null, ia3: null, prompt });
}

/** Lays out an adapter of one part or of several. */
export function adapterLayout(config: ModelConfig, shape: AdapterShape): AdapterLayout {
  const slices: Slice[] = [];
  let length = 0;
  const add = (slice: Omit<LinearSlice, 'offset' | 'length'> | Omit<PromptSlice, 'offset' | 'length'>) => {
    const size = slice.shape[0] * slice.shape[1];
    slices.push({ ...slice, offset: length, length: size } as Slice);
    length += size;
  };
  const { lora, ia3, prompt } = shape;
  for (const { layer, target, module, out, into } of linearLayers(config, lora, lora?.targets)) {
    const rank = lora?.rank ?? 0;
    add({ name: `${module}.lora_A.weight`, layer, target, part: 'A', shape: [rank, into] });
    add({ name: `${module}.lora_B.weight`, layer, target, part: 'B', shape: [out, rank] });
  }
  for (const { layer, target, module, out, into } of linearLayers(config, ia3, ia3?.targets)) {
    const input = ia3?.inputs.includes(target);
    add({ name: `${module}.ia3_l`, layer, target, part: input ? 'in' : 'out', shape: input ? [1, into] : [out, 1] });
  }
  if (prompt) add({ name: 'prompt_embeddings', part: 'prompt', shape: [prompt.tokens, config.hiddenSize] });
  return { shape, slices, length };
}

/** The method of an adapter of one part; for several parts, that of the top one. */
export function methodOf({ prompt, ia3 }: AdapterShape): Method {
  if (prompt) return 'prompt';
  return ia3 ? 'ia3' : 'lora';
}

/**
 * The block down to which gradients flow: the lowest one that learns, −1 for the embedding, and the number of blocks if
 * nothing learns.
 */
export function lowestLearning(layout: AdapterLayout | null, layers: number): number {
  const learning = layout?.slices.filter(({ frozen }) => !frozen) ?? [];
  return Math.min(layers, ...learning.map((slice) => (slice.part === 'prompt' ? -1 : slice.layer)));
}

/** Id of virtual token j: −1 − j, which no token of a vocabulary has. */
export function virtualIds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => -1 - index);
}

/** How many virtual tokens precede a text with this adapter: none if its whole prompt is zero. */
export function virtualTokens(layout: AdapterLayout | null, vector: Float32Array | null): number {
  const slice = layout?.slices.find(({ part }) => part === 'prompt');
  const used = slice && vector?.subarray(slice.offset, slice.offset + slice.length).some((value) => value !== 0);
  return used ? slice.shape[0] : 0;
}

function* linearLayers(
  config: ModelConfig,
  range: { firstLayer: number; lastLayer: number } | null,
  targets: readonly LinearLayer[] = [],
) {
  for (let layer = range?.firstLayer ?? 0; layer < (range?.lastLayer ?? 0); layer++) {
    for (const target of LINEAR_LAYERS) {
      if (!targets.includes(target)) continue;
      const [out, into] = linearShape(config, target);
      yield { layer, target, module: `base_model.model.model.layers.${layer}.${modulePath(target)}`, out, into };
    }
  }
}
