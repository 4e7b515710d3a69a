import { weightName } from '../adapter/layout.ts';
import type { LinearLayer } from '../adapter/shape.ts';
import type { AdapterTensors } from './adapterTensors.ts';
import type { GraphBuilder } from './builder.ts';
import type { Weights } from './weights.ts';

/**
 * The linear layers of every block with what the adapter adds to them: a LoRA pair and (IA)³ vectors l on the layer's
 * input or output,
 * x' = x ∘ l_in,   y' = x'·Wᵀ + bias + s·(x'·Aᵀ)·Bᵀ,   y = y' ∘ l_out.
 * The backward pass leaves the gradients with the adapter's tensors.
 */
export class Linears {
  readonly #b: GraphBuilder;
  readonly #weights: Weights;
  readonly #adapter: AdapterTensors;
  /** x'·Aᵀ of the forward pass, [N, rank]. */
  readonly #hidden = new Map<string, string>();
  /** y' where an (IA)³ vector follows, [N, out]. */
  readonly #unscaled = new Map<string, string>();

  constructor(b: GraphBuilder, weights: Weights, adapter: AdapterTensors) {
    this.#b = b;
    this.#weights = weights;
    this.#adapter = adapter;
  }

  /** Whether anything at this layer learns. */
  learns(layer: number, target: LinearLayer): boolean {
    return (['A', 'in', 'out'] as const).some((part) => this.#adapter.learns(layer, target, part));
  }

  /** [N, in] → [N, out]. */
  forward(x: string, layer: number, target: LinearLayer): string {
    const b = this.#b;
    const name = weightName(layer, target);
    const bias = name.replace(/weight$/, 'bias');
    const of = (part: 'A' | 'B' | 'in' | 'out') => this.#adapter.of(layer, target, part);
    const [before, down, up, after] = [of('in'), of('A'), of('B'), of('out')];
    const input = before ? b.mul(x, before) : x;
    let y = b.gemm(input, this.#weights.dense(name), {
      transB: true,
      plus: this.#weights.has(bias) ? this.#weights.dense(bias) : null,
    });
    if (down && up) {
      const h = b.gemm(input, down, { transB: true });
      this.#hidden.set(name, h);
      y = b.gemm(h, up, { transB: true, alpha: this.#adapter.scale, plus: y });
    }
    if (!after) return y;
    this.#unscaled.set(name, y);
    return b.mul(y, after);
  }

  /**
   * Keeps the gradients of what learns, and returns `plus` + dx ([N, in]).
   * @param dy [N, out]
   * @param input gives the layer's input x again, only called if a gradient needs it
   * @param needsInput false at the lowest layer, where nothing flows further down
   */
  backward(
    dy: string,
    layer: number,
    target: LinearLayer,
    input: () => string,
    plus: string | null = null,
    needsInput = true,
  ): string | null {
    const b = this.#b;
    const adapter = this.#adapter;
    const name = weightName(layer, target);
    const of = (part: 'A' | 'B' | 'in' | 'out') => adapter.of(layer, target, part);
    const [before, down, up, after] = [of('in'), of('A'), of('B'), of('out')];
    let dOut = dy;
    if (after) {
      const y = this.#unscaled.get(name) as string;
      if (adapter.learns(layer, target, 'out'))
        adapter.keep(layer, target, 'out', b.reduce('ReduceSum', b.mul(dy, y), 0));
      dOut = b.mul(dy, after);
    }
    const learnsInput = adapter.learns(layer, target, 'in');
    const flows = needsInput || learnsInput;
    // The gradient from other layers is added last if the input is scaled.
    let dx = before ? null : plus;
    if (flows) dx = b.gemm(dOut, this.#weights.dense(name), { plus: dx });
    if (down && up) {
      const dh = b.gemm(dOut, up, { alpha: adapter.scale }); // [N, rank]
      if (adapter.learns(layer, target, 'A')) {
        const h = this.#hidden.get(name) as string;
        const x = before ? b.mul(input(), before) : input();
        adapter.keep(layer, target, 'B', b.gemm(dOut, h, { transA: true, alpha: adapter.scale }));
        adapter.keep(layer, target, 'A', b.gemm(dh, x, { transA: true }));
      }
      if (flows) dx = b.gemm(dh, down, { plus: dx });
    }
    if (!before || !dx) return before ? plus : dx;
    if (learnsInput) adapter.keep(layer, target, 'in', b.reduce('ReduceSum', b.mul(dx, input()), 0));
    const scaled = b.mul(dx, before);
    return plus ? b.add(plus, scaled) : scaled;
  }
}
