/**
 * The decoding graph: new tokens in, logits and new key/value rows out, on the quantized weights with ONNX Runtime's
 * fused operators.
 * The key/value cache belongs to the caller and is only an input: onnxruntime-node copies every output, and the cache
 * is large. Only the rows of the new tokens come back, as one small tensor.
 * Shapes: n new tokens, C capacity of the cache, R rows whose logits are wanted, L layers, G kv heads, D head size,
 * H hidden, V vocabulary.
 */
import type { AdapterLayout } from '../adapter/layout.ts';
import { type Packing, SAME_INPUT } from '../adapter/packing.ts';
import type { Manifest } from '../model/manifest.ts';
import { Activation } from './activation.ts';
import { GraphBuilder, MICROSOFT } from './builder.ts';
import { DecodeLinears } from './decodeLinears.ts';
import { rotaryTables } from './rotary.ts';
import { embedWithVirtual } from './virtual.ts';
import { Weights } from './weights.ts';

export interface DecodeOptions {
  /** Longest context in tokens; the rotary tables are that long. */
  context: number;
  /** Multiply in float32 instead of rounding activations to int8: slower, for comparisons with peers. */
  exact?: boolean;
}

/** Names of the cache inputs of a layer. */
export const pastName = (layer: number, part: 'key' | 'value') => `past.${layer}.${part}`;

/**
 * Inputs: `ids` int64 [1, n], virtual tokens among them with ids of their own (`virtualIds`); `positions` int64 [1, n];
 * `total` int32 [], number of tokens so far including these; `last` int32 [1], that number minus one;
 * `past.L.key|value` float [1, G, C, D]; `logitRows` int64 [R], indices below n; `adapter.W` float [rows, W] for each
 * width W of the packed adapter, if any.
 * Outputs: `logits` float [1, R, V]; `rows` float [2·L, n, G·D], rotated keys
 * and values of the new tokens, key of layer 0, value of layer 0, key of layer 1, …
 */
export function buildDecodeGraph(
  manifest: Manifest,
  layout: AdapterLayout | null,
  packing: Packing | null,
  options: DecodeOptions,
): Uint8Array {
  const { config } = manifest;
  const b = new GraphBuilder();
  const weights = new Weights(b, manifest);
  const ids = b.input('ids', 'int64', [1, 'n']);
  const positions = b.input('positions', 'int64', [1, 'n']);
  const last = b.input('last', 'int32', [1]);
  const total = b.input('total', 'int32', []);
  const logitRows = b.input('logitRows', 'int64', ['r']);
  const exact = options.exact === true;
  const linears = new DecodeLinears(b, weights, { layout, packing, exact });
  const rotary = (theta: number) => {
    const { cos, sin } = rotaryTables(config.headDim, theta, options.context);
    const size = [options.context, config.headDim / 2];
    const tables = [b.float(cos, size), b.float(sin, size)];
    return (x: string) => b.node('RotaryEmbedding', [x, positions, ...tables], { domain: MICROSOFT });
  };
  const rotateGlobal = rotary(config.ropeTheta);
  const rotateLocal = config.local ? rotary(config.local.ropeTheta) : rotateGlobal;
  const activation = new Activation(b, config.activation);
  const norm = { axis: -1, epsilon: { float: config.rmsNormEps } };
  /** Per-head RMS norm (Qwen3, Gemma 3) on [1, n, heads·D]. */
  const headNorm = (x: string, name: string, heads: number) => {
    if (!config.qkNorm) return x;
    const cut = b.node('Reshape', [x, b.int([0, -1, heads, config.headDim])]);
    const normed = b.node('SimplifiedLayerNormalization', [cut, weights.dense(name)], { attributes: norm });
    return b.node('Reshape', [normed, b.int([0, -1, heads * config.headDim])]);
  };
  /** x + y and its norm in one operator. */
  const skipNorm = (x: string, y: string, name: string): { normed: string; sum: string } => {
    const outputs = b.nodes('SkipSimplifiedLayerNormalization', [x, y, weights.dense(name)], 4, {
      attributes: { epsilon: { float: config.rmsNormEps } },
      domain: MICROSOFT,
    });
    return { normed: outputs[0], sum: outputs[3] };
  };

  const plainNorm = (x: string, name: string) =>
    b.node('SimplifiedLayerNormalization', [x, weights.dense(name)], { attributes: norm });

  const embed = (known: string) => {
    const rows = weights.embed(known);
    return config.scaledEmbeddings ? b.mul(rows, b.float(Math.sqrt(config.hiddenSize))) : rows;
  };
  let x = linears.prompt
    ? embedWithVirtual(b, ids, linears.prompt, layout?.shape.prompt?.tokens ?? 0, embed).x
    : embed(ids); // [1, n, H]
  let h = plainNorm(x, 'model.layers.0.input_layernorm.weight');
  const rows: string[] = [];
  for (let layer = 0; layer < config.layers; layer++) {
    const prefix = `model.layers.${layer}.`;
    const cache = [1, config.kvHeads, 'capacity', config.headDim];
    const pastKey = b.input(pastName(layer, 'key'), 'float', cache);
    const pastValue = b.input(pastName(layer, 'value'), 'float', cache);
    const isLocal = config.local?.layers.includes(layer) === true;
    const rotate = isLocal ? rotateLocal : rotateGlobal;
    const [query, key, v] = linears.forward(h, layer, SAME_INPUT.attention);
    const q = rotate(headNorm(query, `${prefix}self_attn.q_norm.weight`, config.heads));
    const k = rotate(headNorm(key, `${prefix}self_attn.k_norm.weight`, config.kvHeads));
    rows.push(k, v); // [1, n, G·D] each
    const [mixed] = b.nodes('GroupQueryAttention', [q, k, v, pastKey, pastValue, last, total], 3, {
      attributes: {
        num_heads: config.heads,
        kv_num_heads: config.kvHeads,
        scale: { float: 1 / Math.sqrt(config.queryScalar) },
        ...(isLocal && config.local && { local_window_size: config.local.window }),
      },
      domain: MICROSOFT,
    });
    const [output] = linears.forward(mixed, layer, SAME_INPUT.mixed);
    const attended = config.postNorms
      ? skipNorm(
          x,
          plainNorm(output, `${prefix}post_attention_layernorm.weight`),
          `${prefix}pre_feedforward_layernorm.weight`,
        )
      : skipNorm(x, output, `${prefix}post_attention_layernorm.weight`);
    const [gate, up] = linears.forward(attended.normed, layer, SAME_INPUT.feedForward);
    const [product] = linears.forward(b.mul(activation.forward(gate), up), layer, SAME_INPUT.product);
    const down = config.postNorms ? plainNorm(product, `${prefix}post_feedforward_layernorm.weight`) : product;
    const next = layer + 1 < config.layers ? `model.layers.${layer + 1}.input_layernorm.weight` : 'model.norm.weight';
    const fed = skipNorm(attended.sum, down, next);
    x = fed.sum;
    h = fed.normed;
  }
  const chosen = b.node('Gather', [h, logitRows], { attributes: { axis: 1 } }); // [1, R, H]
  b.output('logits', weights.multiply(chosen, [weights.headName], exact), 'float', [1, 'r', config.vocabSize]);
  b.output('rows', b.concat(rows, 0), 'float', [2 * config.layers, 'n', config.kvHeads * config.headDim]);
  return b.build();
}
