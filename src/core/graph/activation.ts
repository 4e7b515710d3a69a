import type { ModelConfig } from '../model/config.ts';
import { type GraphBuilder, MICROSOFT } from './builder.ts';

/** √(2/π) and the cubic term of GELU by tanh (Hendrycks & Gimpel 2016, arXiv 1606.08415). */
const SLOPE = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/**
 * The activation of a gated feed-forward layer's gate: SiLU a = g·σ(g), or tanh GELU a = g·(1 + t)/2 with t =
 * tanh(√(2/π)·(g + 0.044715·g³)).
 */
export class Activation {
  readonly #b: GraphBuilder;
  readonly #kind: ModelConfig['activation'];

  constructor(b: GraphBuilder, kind: ModelConfig['activation']) {
    this.#b = b;
    this.#kind = kind;
  }

  forward(gate: string): string {
    const b = this.#b;
    if (this.#kind === 'gelu') return b.node('FastGelu', [gate], { domain: MICROSOFT });
    return b.mul(gate, b.node('Sigmoid', [gate]));
  }

  /** The value recomputed, and da/dg. */
  again(gate: string): { value: string; slope: string } {
    return this.#kind === 'gelu' ? this.#gelu(gate) : this.#silu(gate);
  }

  /** da/dg = σ + a·(1 − σ). */
  #silu(gate: string): { value: string; slope: string } {
    const b = this.#b;
    const sigmoid = b.node('Sigmoid', [gate]);
    const value = b.mul(gate, sigmoid);
    return { value, slope: b.add(sigmoid, b.mul(value, b.sub(b.float(1), sigmoid))) };
  }

  /** With h = (1 + t)/2: da/dg = h + g·2h·(1 − h)·√(2/π)·(1 + 3·0.044715·g²), since 1 − t² = 4h·(1 − h). */
  #gelu(gate: string): { value: string; slope: string } {
    const b = this.#b;
    const square = b.mul(gate, gate);
    const bent = b.mul(gate, b.add(b.float(SLOPE), b.mul(square, b.float(SLOPE * CUBIC))));
    const half = b.add(b.mul(b.node('Tanh', [bent]), b.float(0.5)), b.float(0.5));
    const value = b.mul(gate, half);
    const inner = b.add(b.float(2 * SLOPE), b.mul(square, b.float(6 * SLOPE * CUBIC)));
    return { value, slope: b.add(half, b.mul(b.mul(value, b.sub(b.float(1), half)), inner)) };
  }
}
