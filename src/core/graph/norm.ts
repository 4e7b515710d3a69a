import type { GraphBuilder } from './builder.ts';

/**
 * Root-mean-square normalisation over the last axis (Zhang & Sennrich 2019, arXiv 1910.07467):
 * y = x · r · w with r = 1/√(mean(x²) + ε). Keeps x for the backward pass.
 */
export class RmsNorm {
  readonly #b: GraphBuilder;
  readonly #weight: string;
  readonly #eps: number;
  #x = '';
  #r = '';
  #y = '';

  constructor(b: GraphBuilder, weight: string, eps: number) {
    this.#b = b;
    this.#weight = weight;
    this.#eps = eps;
  }

  forward(x: string): string {
    this.#x = x;
    return this.#b.node('SimplifiedLayerNormalization', [x, this.#weight], {
      attributes: { axis: -1, epsilon: { float: this.#eps } },
    });
  }

  /** The output recomputed from what was kept, so that it need not be stored between forward and backward. */
  again(): string {
    const b = this.#b;
    if (this.#y === '') this.#y = b.mul(b.mul(this.#x, this.#inverse()), this.#weight);
    return this.#y;
  }

  /** dx = g·r − x · r³ · mean(g·x), g = dy·w. */
  backward(dy: string): string {
    const b = this.#b;
    const g = b.mul(dy, this.#weight);
    const mean = b.reduce('ReduceMean', b.mul(g, this.#x), -1); // [.., 1]
    const r = this.#inverse();
    const cube = b.mul(b.mul(r, r), r);
    return b.sub(b.mul(g, r), b.mul(this.#x, b.mul(cube, mean)));
  }

  /** r, [.., 1]: computed here, since WebGPU's fused operator returns the mean in place of its second output. */
  #inverse(): string {
    const b = this.#b;
    if (this.#r === '') {
      const mean = b.reduce('ReduceMean', b.mul(this.#x, this.#x), -1);
      this.#r = b.node('Reciprocal', [b.node('Sqrt', [b.add(mean, b.float(this.#eps))])]);
    }
    return this.#r;
  }
}
