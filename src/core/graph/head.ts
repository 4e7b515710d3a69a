import type { ModelConfig } from '../model/config.ts';
import type { BatchShape } from './batchShape.ts';
import type { GraphBuilder } from './builder.ts';
import type { Weights } from './weights.ts';

/** The most target rows whose logits exist at one time: 256 rows of 49,152 floats are 50 MB. */
const ROWS_AT_ONCE = 256;
/** The most logits that exist at one time: 134 MB. Gemma's vocabulary allows 128 rows. */
const LOGITS_AT_ONCE = 1 << 25;

/**
 * Output head and cross-entropy, on target rows only and a slice of them at a time. No logits are kept: the loss needs
 * only two numbers per row of them, and ONNX Runtime runs a slice up to its gradient before the next.
 */
export class Head {
  readonly #b: GraphBuilder;
  readonly #config: ModelConfig;
  readonly #weights: Weights;
  readonly #shape: BatchShape;
  #rows = '';
  /** Embeddings of the targets, [M, H]. */
  #wanted = '';
  /** For each slice exp(logit − greatest), [size, V], and its sum over V, [size, 1]. */
  #slices: { power: string; sum: string }[] = [];

  constructor(b: GraphBuilder, config: ModelConfig, weights: Weights, shape: BatchShape) {
    this.#b = b;
    this.#config = config;
    this.#weights = weights;
    this.#shape = shape;
  }

  /** Hidden states [N, H] → −log p of each target [M], in nats. */
  forward(hidden: string, rows: string, targets: string): string {
    const b = this.#b;
    this.#rows = rows;
    const chosen = b.node('Gather', [hidden, rows]); // [M, H]
    const head = this.#weights.dense(this.#weights.headName); // [V, H]
    const most = Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor(LOGITS_AT_ONCE / this.#config.vocabSize)));
    const normalisers = b.split(chosen, sliceSizes(this.#shape.targets, most), 0).map((hidden) => {
      const logits = b.gemm(hidden, head, { transB: true }); // [size, V]
      const greatest = b.reduce('ReduceMax', logits, -1); // [size, 1]
      const power = b.node('Exp', [b.sub(logits, greatest)]);
      const sum = b.reduce('ReduceSum', power, -1);
      this.#slices.push({ power, sum });
      return b.add(greatest, b.node('Log', [sum]));
    });
    this.#wanted = b.node('Gather', [head, targets]);
    const logits = b.reduce('ReduceSum', b.mul(chosen, this.#wanted), -1); // [M, 1]
    return b.reshape(b.sub(b.concat(normalisers, 0), logits), [this.#shape.targets]);
  }

  /**
   * Gradient of Σ weights·nll with respect to the hidden states, [N, H].
   * (softmax − onehot)·E is computed as softmax·E − E[target], so no one-hot vector is ever made.
   */
  backward(lossWeights: string): string {
    const b = this.#b;
    const head = this.#weights.dense(this.#weights.headName);
    const parts = this.#slices.map(({ power, sum }) => b.node('Div', [b.gemm(power, head), sum])); // [size, H]
    const expected = b.concat(parts, 0); // [M, H]
    const { targets, batch, sequence } = this.#shape;
    const dChosen = b.mul(b.sub(expected, this.#wanted), b.reshape(lossWeights, [targets, 1]));
    const zeros = b.node('Expand', [b.float(0), b.int([batch * sequence, this.#config.hiddenSize])]);
    return b.node('ScatterND', [zeros, b.reshape(this.#rows, [targets, 1]), dChosen]);
  }
}

function sliceSizes(total: number, most: number): number[] {
  const sizes: number[] = [];
  for (let left = total; left > 0; left -= most) sizes.push(Math.min(left, most));
  return sizes;
}
