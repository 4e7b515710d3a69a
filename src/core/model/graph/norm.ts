import type { GraphBuilder } from './builder.ts';

/**
 * Root-mean-square normalisation over the last axis (Zhang & Sennrich 2019, arXiv 1910.07467):
 * y = x · r · w with r = 1/√(mean(x²) + ε). Keeps x and r for the backward pass.
 */
export class RmsNorm {
  readonly #b: GraphBuilder;
  readonly #weight: string;
  readonly #eps: number;
  #x = '';
  #r = '';

  constructor(b: GraphBuilder, weight: string, eps: number) {
    this.#b = b;
    this.#weight = weight;
    this.#eps = eps;
  }

  forward(x: string): string {
    const b = this.#b;
    this.#x = x;
    const y = b.node('SimplifiedLayerNormalization', [x, this.#weight], {
      attributes: { axis: -1, epsilon: { float: this.#eps } },
    });
    this.#r = b.node('Reciprocal', [
      b.node('Sqrt', [b.add(b.reduce('ReduceMean', b.mul(x, x), -1), b.float(this.#eps))]),
    ]);
    return y;
  }

  /** The output once more from what was kept, so that it need not be stored between forward and backward. */
  again(): string {
    const b = this.#b;
    return b.mul(b.mul(this.#x, this.#r), this.#weight);
  }

  /** dx = g·r − x · r³ · mean(g·x), g = dy·w. */
  backward(dy: string): string {
    const b = this.#b;
    const g = b.mul(dy, this.#weight);
    const mean = b.reduce('ReduceMean', b.mul(g, this.#x), -1); // [.., 1]
    const cube = b.mul(b.mul(this.#r, this.#r), this.#r);
    return b.sub(b.mul(g, this.#r), b.mul(this.#x, b.mul(cube, mean)));
  }
}
