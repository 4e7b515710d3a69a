import type { ModelConfig } from '../config.ts';
import type { GraphBuilder } from './builder.ts';
import type { BatchShape } from './train.ts';
import type { Weights } from './weights.ts';

/** Target rows whose logits exist at one time: 256 rows of 49,152 floats are 50 MB. */
const ROWS_AT_ONCE = 256;

/** Output head and cross-entropy, on target rows only and a slice of them at a time. */
export class Head {
  readonly #b: GraphBuilder;
  readonly #config: ModelConfig;
  readonly #weights: Weights;
  readonly #shape: BatchShape;
  #rows = '';
  #targets = '';
  /** log-softmax of each slice, [rows, V]. */
  #slices: { logp: string; targets: string; size: number }[] = [];

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
    this.#targets = targets;
    const chosen = b.node('Gather', [hidden, rows]); // [M, H]
    const sizes = sliceSizes(this.#shape.targets);
    const hiddenSlices = b.split(chosen, sizes, 0);
    const targetSlices = b.split(targets, sizes, 0);
    const head = this.#weights.dense(this.#weights.headName); // [V, H]
    const nll = sizes.map((size, index) => {
      const logits = b.gemm(hiddenSlices[index], head, { transB: true }); // [size, V]
      const logp = b.node('LogSoftmax', [logits], { attributes: { axis: -1 } });
      this.#slices.push({ logp, targets: targetSlices[index], size });
      const picked = b.node('GatherElements', [logp, b.reshape(targetSlices[index], [size, 1])], {
        attributes: { axis: 1 },
      });
      return b.node('Neg', [b.reshape(picked, [size])]);
    });
    return b.concat(nll, 0);
  }

  /**
   * Gradient of Σ weights·nll with respect to the hidden states, [N, H].
   * (softmax − onehot)·E is computed as softmax·E − E[target], so no one-hot is ever made.
   */
  backward(lossWeights: string): string {
    const b = this.#b;
    const head = this.#weights.dense(this.#weights.headName);
    const parts = this.#slices.map(({ logp }) => b.gemm(b.node('Exp', [logp]), head)); // [size, H]
    const expected = b.concat(parts, 0); // [M, H]
    const wanted = b.node('Gather', [head, this.#targets]); // [M, H]
    const { targets, batch, sequence } = this.#shape;
    const dChosen = b.mul(b.sub(expected, wanted), b.reshape(lossWeights, [targets, 1]));
    const zeros = b.node('Expand', [b.float(0), b.int([batch * sequence, this.#config.hiddenSize])]);
    return b.node('ScatterND', [zeros, b.reshape(this.#rows, [targets, 1]), dChosen]);
  }
}

function sliceSizes(total: number): number[] {
  const sizes: number[] = [];
  for (let left = total; left > 0; left -= ROWS_AT_ONCE) sizes.push(Math.min(left, ROWS_AT_ONCE));
  return sizes;
}
