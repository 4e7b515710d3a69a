import type { ModelConfig } from '../model/config.ts';
import { Activation } from './activation.ts';
import type { GraphBuilder } from './builder.ts';
import type { Linears } from './linears.ts';

/** The gated feed-forward layer (Shazeer 2020, arXiv 2002.05202): down(a(gate(x)) · up(x)). */
export class Mlp {
  readonly #b: GraphBuilder;
  readonly #linears: Linears;
  readonly #layer: number;
  readonly #activation: Activation;
  #gate = '';
  #up = '';

  constructor(b: GraphBuilder, linears: Linears, layer: number, activation: ModelConfig['activation']) {
    this.#b = b;
    this.#linears = linears;
    this.#layer = layer;
    this.#activation = new Activation(b, activation);
  }

  /** [N, H] → [N, H]. */
  forward(x: string): string {
    const b = this.#b;
    this.#gate = this.#linears.forward(x, this.#layer, 'gate_proj'); // [N, I]
    this.#up = this.#linears.forward(x, this.#layer, 'up_proj');
    const active = this.#activation.forward(this.#gate);
    return this.#linears.forward(b.mul(active, this.#up), this.#layer, 'down_proj');
  }

  /** Gate and up projections are kept from the forward pass; the activation is recomputed, which is cheap. */
  backward(dy: string, input: () => string): string {
    const b = this.#b;
    const { value: active, slope } = this.#activation.again(this.#gate);
    const dProduct = this.#linears.backward(dy, this.#layer, 'down_proj', () => b.mul(active, this.#up)) as string;
    const dUp = b.mul(dProduct, active);
    const dGate = b.mul(b.mul(dProduct, this.#up), slope);
    const dx = this.#linears.backward(dUp, this.#layer, 'up_proj', input);
    return this.#linears.backward(dGate, this.#layer, 'gate_proj', input, dx) as string;
  }
}
