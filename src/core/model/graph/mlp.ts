import type { GraphBuilder } from './builder.ts';
import type { Linears } from './linears.ts';

/** The gated feed-forward layer (Shazeer 2020, arXiv 2002.05202): down(silu(gate(x)) · up(x)). */
export class Mlp {
  readonly #b: GraphBuilder;
  readonly #linears: Linears;
  readonly #layer: number;
  #gate = '';
  #up = '';

  constructor(b: GraphBuilder, linears: Linears, layer: number) {
    this.#b = b;
    this.#linears = linears;
    this.#layer = layer;
  }

  /** [N, H] → [N, H]. */
  forward(x: string): string {
    const b = this.#b;
    this.#gate = this.#linears.forward(x, this.#layer, 'gate_proj'); // [N, I]
    this.#up = this.#linears.forward(x, this.#layer, 'up_proj');
    const silu = b.mul(this.#gate, b.node('Sigmoid', [this.#gate]));
    return this.#linears.forward(b.mul(silu, this.#up), this.#layer, 'down_proj');
  }

  /** Gate and up projections are kept from the forward pass; their sigmoid is computed again, which is cheap. */
  backward(dy: string, input: () => string): string {
    const b = this.#b;
    const sigmoid = b.node('Sigmoid', [this.#gate]);
    const silu = b.mul(this.#gate, sigmoid);
    const dProduct = this.#linears.backward(dy, this.#layer, 'down_proj', () => b.mul(silu, this.#up)) as string;
    const dUp = b.mul(dProduct, silu);
    // d silu / d g = σ + silu · (1 − σ)
    const slope = b.add(sigmoid, b.mul(silu, b.sub(b.float(1), sigmoid)));
    const dGate = b.mul(b.mul(dProduct, this.#up), slope);
    const dx = this.#linears.backward(dUp, this.#layer, 'up_proj', input);
    return this.#linears.backward(dGate, this.#layer, 'gate_proj', input, dx) as string;
  }
}
