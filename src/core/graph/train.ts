/**
 * The training graph: loss and gradient of an adapter (LoRA, (IA)³, prompt tuning) on a frozen Llama-like transformer, forward and
 * backward written out operator by operator. The same builder without the backward half is the scoring graph.
 *
 * Shapes: B sequences of S tokens, N = B·S; H hidden, Q = heads·D, G kv heads, R = heads/G, D head size,
 * I intermediate, V vocabulary, M target rows, P adapter elements.
 */

import { type AdapterLayout, lowestLearning } from '../adapter/layout.ts';
import type { Manifest } from '../model/manifest.ts';
import { AdapterTensors } from './adapterTensors.ts';
import { Attention } from './attention.ts';
import type { BatchShape } from './batchShape.ts';
import { GraphBuilder } from './builder.ts';
import { Head } from './head.ts';
import { Linears } from './linears.ts';
import { Mlp } from './mlp.ts';
import { RmsNorm } from './norm.ts';
import { embedWithVirtual } from './virtual.ts';
import { Weights } from './weights.ts';

/**
 * `train` is loss and gradient, `score` the loss alone. `lower` and `upper` are `train` cut in two below the lowest
 * block that learns: the part below gives the same for the same tokens, whatever has been learned. `scoreUpper` is the
 * loss alone, on top of `lower`.
 */
export type TrainGraph = 'train' | 'score' | 'lower' | 'upper' | 'scoreUpper';

/**
 * Inputs: `ids` int64 [N], virtual tokens among them with ids of their own (`virtualIds`); `segments` int64 [B, S], tokens see only earlier tokens of their own segment;
 * `rows` int64 [M], distinct, the rows that predict; `targets` int64 [M], what they should predict;
 * `weights` float [M], each target's share of the loss; `adapter` float [P] (absent without an adapter).
 * Outputs: `nll` float [M], −log p(target) in nats; unless it is for scoring also `gradient` float [P] of Σ weights·nll.
 * Nothing flows below the lowest layer that learns. `lower` takes `ids`, `segments` and `adapter` and gives `hidden`
 * float [N, H], which `upper` takes in the place of `ids`.
 */
export function buildTrainGraph(
  manifest: Manifest,
  shape: BatchShape,
  layout: AdapterLayout | null,
  kind: TrainGraph,
): Uint8Array {
  const { config } = manifest;
  const { batch, sequence, targets } = shape;
  const b = new GraphBuilder();
  const weights = new Weights(b, manifest);

  const backward = kind === 'train' || kind === 'upper';
  const lowest = kind === 'score' ? config.layers : lowestLearning(layout, config.layers);
  const onLower = kind === 'upper' || kind === 'scoreUpper';
  const [first, end] = [onLower ? lowest : 0, kind === 'lower' ? lowest : config.layers];
  const hidden = [batch * sequence, config.hiddenSize];

  const ids = first === 0 ? b.input('ids', 'int64', [batch * sequence]) : '';
  const segments = b.input('segments', 'int64', [batch, sequence]);
  const adapter = new AdapterTensors(b, layout);
  const linears = new Linears(b, weights, adapter);
  const attention = new Attention(b, config, shape, segments, weights);

  // ---- forward ----
  const embed = (known: string) => {
    const rows = b.node('Gather', [weights.dense('model.embed_tokens.weight'), known]);
    return config.scaledEmbeddings ? b.mul(rows, b.float(Math.sqrt(config.hiddenSize))) : rows;
  };
  const norm = (layer: number, name: string) =>
    new RmsNorm(b, weights.dense(`model.layers.${layer}.${name}.weight`), config.rmsNormEps);
  const tokens = layout?.shape.prompt?.tokens ?? 0;
  const virtual = first === 0 && adapter.prompt ? embedWithVirtual(b, ids, adapter.prompt, tokens, embed) : null;
  let x = first > 0 ? b.input('hidden', 'float', hidden) : (virtual?.x ?? embed(ids)); // [N, H]
  const blocks = [];
  for (let layer = first; layer < end; layer++) {
    const norm1 = norm(layer, 'input_layernorm');
    const h1 = norm1.forward(x); // [N, H]
    const q = linears.forward(h1, layer, 'q_proj'); // [N, Q]
    const k = linears.forward(h1, layer, 'k_proj'); // [N, G·D]
    const v = linears.forward(h1, layer, 'v_proj');
    const core = attention.block(layer);
    const mixed = core.forward(q, k, v); // [N, Q]
    const after1 = config.postNorms ? norm(layer, 'post_attention_layernorm') : null;
    const attended = linears.forward(mixed, layer, 'o_proj'); // [N, H]
    const x2 = b.add(x, after1 ? after1.forward(attended) : attended);
    const norm2 = norm(layer, config.postNorms ? 'pre_feedforward_layernorm' : 'post_attention_layernorm');
    const h2 = norm2.forward(x2);
    const mlp = new Mlp(b, linears, layer, config.activation);
    const after2 = config.postNorms ? norm(layer, 'post_feedforward_layernorm') : null;
    const fed = mlp.forward(h2); // [N, H]
    x = b.add(x2, after2 ? after2.forward(fed) : fed);
    if (layer >= lowest) blocks.push({ layer, norm1, core, mixed, after1, norm2, mlp, after2 });
  }
  if (kind === 'lower') {
    b.output('hidden', x, 'float', hidden);
    return b.build();
  }
  const rows = b.input('rows', 'int64', [targets]);
  const targetIds = b.input('targets', 'int64', [targets]);
  const finalNorm = new RmsNorm(b, weights.dense('model.norm.weight'), config.rmsNormEps);
  const head = new Head(b, config, weights, shape);
  const nll = head.forward(finalNorm.forward(x), rows, targetIds); // [M]
  b.output('nll', nll, 'float', [targets]);
  if (!backward || !layout) return b.build();

  // ---- backward ----
  const lossWeights = b.input('weights', 'float', [targets]);
  let dx = finalNorm.backward(head.backward(lossWeights)); // [N, H]
  for (const { layer, norm1, core, mixed, after1, norm2, mlp, after2 } of blocks.reverse()) {
    const dFed = after2 ? after2.backward(dx) : dx; // [N, H]
    const dx2 = b.add(dx, norm2.backward(mlp.backward(dFed, () => norm2.again())));
    const dAttended = after1 ? after1.backward(dx2) : dx2;
    const dMixed = linears.backward(dAttended, layer, 'o_proj', () => mixed) as string; // [N, Q]
    const needsInput = layer > lowest;
    const { dq, dk, dv } = core.backward(dMixed, {
      q: needsInput || linears.learns(layer, 'q_proj'),
      k: needsInput || linears.learns(layer, 'k_proj'),
      v: needsInput || linears.learns(layer, 'v_proj'),
    });
    const input = () => norm1.again();
    let dh: string | null = null;
    if (dq) dh = linears.backward(dq, layer, 'q_proj', input, dh, needsInput);
    if (dk) dh = linears.backward(dk, layer, 'k_proj', input, dh, needsInput);
    if (dv) dh = linears.backward(dv, layer, 'v_proj', input, dh, needsInput);
    if (!needsInput || !dh) break;
    dx = b.add(dx2, norm1.backward(dh));
  }
  if (virtual && lowest < 0) adapter.keepPrompt(b.gemm(virtual.which, dx, { transA: true }));
  b.output('gradient', adapter.gradient(), 'float', [layout.length]);
  return b.build();
}
