import { OwnhandError, quoted } from '../support/errors.ts';

/** Architectures whose graphs we can write, by `model_type` of config.json. */
export const ARCHITECTURES = ['llama', 'qwen2', 'qwen3', 'gemma3_text'] as const;
type Architecture = (typeof ARCHITECTURES)[number];

/** Far more than any model has. */
const MAX_LAYERS = 1 << 12;

/** What the graphs need to know about a decoder-only transformer. Sizes are element counts. */
export interface ModelConfig {
  architecture: Architecture;
  hiddenSize: number;
  layers: number;
  heads: number;
  /** Key/value heads; fewer than `heads` is grouped-query attention. */
  kvHeads: number;
  headDim: number;
  intermediateSize: number;
  vocabSize: number;
  rmsNormEps: number;
  ropeTheta: number;
  maxPositions: number;
  /** The output head is the embedding matrix itself. */
  tieEmbeddings: boolean;
  /** Query, key and value projections carry a bias (Qwen2). */
  qkvBias: boolean;
  /** Queries and keys are RMS-normalised per head (Qwen3, Gemma 3). */
  qkNorm: boolean;
  /** Attention scores are divided by the square root of this. */
  queryScalar: number;
  /** Activation of the gated feed-forward layer; "gelu" is its tanh approximation (Gemma). */
  activation: 'silu' | 'gelu';
  /** Embeddings are multiplied by √hiddenSize (Gemma). */
  scaledEmbeddings: boolean;
  /** The outputs of attention and feed-forward layer are RMS-normalised too, before they are added (Gemma). */
  postNorms: boolean;
  /** Layers that see only a window of the last tokens (Gemma 3). */
  local: LocalAttention | null;
  bosTokenId: number | null;
  eosTokenIds: number[];
}

interface LocalAttention {
  /** Number of tokens that a token sees, including itself. */
  window: number;
  /** `ropeTheta` of these layers. */
  ropeTheta: number;
  /** Their numbers, in order. */
  layers: number[];
}

type Json = Record<string, unknown>;

/**
 * Reads a Hugging Face `config.json`.
 * @throws OwnhandError `bad-model` for an unknown architecture or a missing or nonsensical size.
 */
export function parseConfig(json: Json): ModelConfig {
  const type = json.model_type;
  const architecture = ARCHITECTURES.find((known) => known === type);
  if (!architecture) {
    throw new OwnhandError(
      'bad-model',
      `The model's architecture "${quoted(type)}" is not supported; use one of: ${ARCHITECTURES.join(', ')}.`,
    );
  }
  const size = (name: string, fallback?: number): number => {
    const value = json[name] ?? fallback;
    if (typeof value !== 'number' || !Number.isInteger(value) || value <= 0 || value > 1 << 24) {
      throw new OwnhandError('bad-model', `config.json has no usable "${name}"; get the model's files again.`);
    }
    return value;
  };
  const hiddenSize = size('hidden_size');
  const heads = size('num_attention_heads');
  const kvHeads = size('num_key_value_heads', heads);
  const headDim = size('head_dim', hiddenSize / heads);
  if (heads % kvHeads !== 0 || headDim % 2 !== 0) {
    throw new OwnhandError('bad-model', 'config.json has head counts that do not fit together; get the model again.');
  }
  const layers = size('num_hidden_layers');
  const isGemma = architecture === 'gemma3_text';
  return {
    architecture,
    hiddenSize,
    layers,
    heads,
    kvHeads,
    headDim,
    intermediateSize: size('intermediate_size'),
    vocabSize: size('vocab_size'),
    rmsNormEps: readNormEps(json),
    ropeTheta: readRopeTheta(json, isGemma ? 'full_attention' : null, isGemma ? 1_000_000 : 10_000),
    maxPositions: size('max_position_embeddings', 2048),
    tieEmbeddings: (json.tie_word_embeddings ?? isGemma) === true,
    qkvBias: architecture === 'qwen2' || json.attention_bias === true,
    qkNorm: architecture === 'qwen3' || isGemma,
    queryScalar: isGemma ? size('query_pre_attn_scalar', 256) : headDim,
    activation: isGemma ? 'gelu' : 'silu',
    scaledEmbeddings: isGemma,
    postNorms: isGemma,
    local: isGemma ? readLocal(json, layers, size('sliding_window', 4096)) : null,
    bosTokenId: isTokenId(json.bos_token_id) ? json.bos_token_id : null,
    eosTokenIds: [json.eos_token_id].flat().filter(isTokenId),
  };
}

function isTokenId(id: unknown): id is number {
  return Number.isSafeInteger(id) && (id as number) >= 0;
}

function readNormEps({ rms_norm_eps: value }: Json): number {
  if (value === undefined || value === null) return 1e-6;
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new OwnhandError('bad-model', 'config.json has no usable "rms_norm_eps"; get the model\'s files again.');
}

/** Which layers of a Gemma 3 are local: listed by kind, or all except every n-th. */
function readLocal(json: Json, count: number, window: number): LocalAttention | null {
  const kinds = json.layer_types;
  const every = json.sliding_window_pattern ?? 6;
  const isListed = Array.isArray(kinds) && kinds.length === count;
  if (kinds != null ? !isListed : !Number.isSafeInteger(every)) {
    throw new OwnhandError(
      'bad-model',
      "config.json lists layer types that do not fit the model; get the model's files again.",
    );
  }
  // A config with more layers than any model has fails later, on its tensors, instead of using up memory here.
  const numbers = Array.from({ length: Math.min(count, MAX_LAYERS) }, (_, layer) => layer);
  const layers = numbers.filter((layer) =>
    isListed ? kinds[layer] === 'sliding_attention' : (layer + 1) % Number(every) !== 0,
  );
  if (layers.length === 0) return null;
  const ropeTheta = readRopeTheta(
    { ...json, rope_theta: json.rope_local_base_freq, rope_scaling: null },
    'sliding_attention',
    10_000,
  );
  return { window, ropeTheta, layers };
}

/**
 * transformers ≥ 5 nests `rope_theta` in `rope_parameters`, by kind of layer if there are several; older files have it
 * at the top level.
 */
function readRopeTheta(json: Json, layerType: string | null, fallback: number): number {
  const parameters = json.rope_parameters as Json | null | undefined;
  const nested = (layerType ? parameters?.[layerType] : parameters) ?? json.rope_scaling;
  const { rope_type, type, rope_theta } = (nested ?? {}) as Json;
  const kind = rope_type ?? type ?? 'default';
  if (kind !== 'default') {
    throw new OwnhandError(
      'bad-model',
      `The model scales its rotary embedding ("${quoted(kind)}"), which is not supported yet; use a model without rope scaling.`,
    );
  }
  const theta = json.rope_theta ?? rope_theta ?? fallback;
  if (typeof theta !== 'number' || !(theta > 0 && theta < Number.POSITIVE_INFINITY)) {
    throw new OwnhandError('bad-model', 'config.json has no usable "rope_theta"; get the model\'s files again.');
  }
  return theta;
}
