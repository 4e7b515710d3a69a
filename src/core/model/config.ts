import { OwnhandError, quoted } from '../errors.ts';

/** Architectures whose graphs we can write, by `model_type` of config.json. */
const KNOWN = ['llama', 'qwen2', 'qwen3'] as const;
type Architecture = (typeof KNOWN)[number];

/** What the graphs need to know of a decoder-only transformer. Sizes are element counts. */
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
  /** Queries and keys are RMS-normalised per head (Qwen3). */
  qkNorm: boolean;
  bosTokenId: number | null;
  eosTokenIds: number[];
}

type Json = Record<string, unknown>;

/**
 * Reads a Hugging Face `config.json`.
 * @throws OwnhandError `bad-model` for an unknown architecture or a missing or senseless size.
 */
export function parseConfig(json: Json): ModelConfig {
  const type = json.model_type;
  const architecture = KNOWN.find((known) => known === type);
  if (!architecture) {
    throw new OwnhandError(
      'bad-model',
      `The model's architecture "${quoted(type)}" is not supported; use one of: ${KNOWN.join(', ')}.`,
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
  return {
    architecture,
    hiddenSize,
    layers: size('num_hidden_layers'),
    heads,
    kvHeads,
    headDim,
    intermediateSize: size('intermediate_size'),
    vocabSize: size('vocab_size'),
    rmsNormEps: readNormEps(json),
    ropeTheta: readRopeTheta(json),
    maxPositions: size('max_position_embeddings', 2048),
    tieEmbeddings: json.tie_word_embeddings === true,
    qkvBias: architecture === 'qwen2' || json.attention_bias === true,
    qkNorm: architecture === 'qwen3',
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

/** transformers ≥ 5 nests `rope_theta` in `rope_parameters`; older files have it at the top. */
function readRopeTheta(json: Json): number {
  const nested = (json.rope_parameters ?? json.rope_scaling) as Json | null | undefined;
  const kind = nested?.rope_type ?? nested?.type ?? 'default';
  if (kind !== 'default') {
    throw new OwnhandError(
      'bad-model',
      `The model scales its rotary embedding ("${quoted(kind)}"), which is not supported yet; use a model without rope scaling.`,
    );
  }
  const theta = json.rope_theta ?? nested?.rope_theta ?? 10_000;
  if (typeof theta !== 'number' || !(theta > 0 && theta < Number.POSITIVE_INFINITY)) {
    throw new OwnhandError('bad-model', 'config.json has no usable "rope_theta"; get the model\'s files again.');
  }
  return theta;
}
