import { type AdapterLayout, type LinearSlice, type Slice, sliceKey } from '../adapter/layout.ts';
import type { LinearLayer } from '../adapter/shape.ts';
import type { GraphBuilder } from './builder.ts';

type Part = LinearSlice['part'];

/** An adapter's tensors in a graph, cut out of its flat vector, and in the backward pass their gradients. */
export class AdapterTensors {
  readonly #b: GraphBuilder;
  readonly #layout: AdapterLayout | null;
  readonly #values = new Map<string, string>();
  readonly #learning = new Set<string>();
  readonly #gradients = new Map<string, string>();

  /**
   * Adds the input `adapter` float [P] if there is a layout. Its tensors are cut out one by one: a GPU may bind at most
   * eight outputs of an operator.
   */
  constructor(b: GraphBuilder, layout: AdapterLayout | null) {
    this.#b = b;
    this.#layout = layout;
    if (!layout) return;
    const { slices } = layout;
    const flat = b.input('adapter', 'float', [layout.length]);
    for (const slice of slices) {
      const value = this.#cut(flat, slice);
      if (value === null) continue;
      this.#values.set(sliceKey(slice), value);
      if (!slice.frozen) this.#learning.add(sliceKey(slice));
    }
  }

  /** LoRA's scale s = alpha / rank. */
  get scale(): number {
    const lora = this.#layout?.shape.lora;
    return lora ? lora.alpha / lora.rank : 0;
  }

  /** Embeddings of the virtual tokens, [tokens, H], if the adapter has some. */
  get prompt(): string | undefined {
    return this.#values.get('prompt');
  }

  /**
   * A linear layer's A [ranks, in] and B [out, ranks], with those of its ranks that can differ from zero, or its (IA)³
   * vector on the input [in] or output [out], if it has one.
   */
  of(layer: number, target: LinearLayer, part: Part): string | undefined {
    return this.#values.get(`${layer}.${target}.${part}`);
  }

  learns(layer: number, target: LinearLayer, part: Part): boolean {
    return this.#learning.has(`${layer}.${target}.${part}`);
  }

  /** Keeps the gradient of a linear layer's tensor. */
  keep(layer: number, target: LinearLayer, part: Part, gradient: string): void {
    this.#gradients.set(`${layer}.${target}.${part}`, gradient);
  }

  keepPrompt(gradient: string): void {
    this.#gradients.set('prompt', gradient);
  }

  /** All gradients as one flat vector in the adapter's order, [P]; zeros for what is frozen. */
  gradient(): string {
    const b = this.#b;
    const flat = (this.#layout?.slices ?? []).map((slice) =>
      slice.frozen
        ? this.#zeros([slice.length])
        : b.reshape(this.#whole(this.#gradients.get(sliceKey(slice)) as string, slice), [slice.length]),
    );
    return b.concat(flat, 0);
  }

  /** A tensor of the flat vector; null for a LoRA pair that is always zero. */
  #cut(flat: string, slice: Slice): string | null {
    const b = this.#b;
    const { offset, length, shape, part } = slice;
    const whole = () => b.slice(flat, offset, offset + length);
    // An (IA)³ vector l is kept as l − 1.
    if (part === 'in' || part === 'out') return b.add(whole(), b.float(1));
    const live = part === 'prompt' ? undefined : slice.live;
    if (!live) return b.reshape(whole(), shape);
    const [from, to] = live;
    if (from === to) return null;
    if (part === 'B') return b.slice(b.reshape(whole(), shape), from, to, 1);
    return b.reshape(b.slice(flat, offset + from * shape[1], offset + to * shape[1]), [to - from, shape[1]]);
  }

  /** The gradient of a tensor with zeros for the ranks that were left out. */
  #whole(gradient: string, slice: Slice): string {
    if (slice.part === 'prompt' || !slice.live) return gradient;
    const [axis, other] = slice.part === 'A' ? [0, 1] : [1, 0];
    const rank = slice.shape[axis];
    const zeros = (ranks: number) => {
      const shape = axis === 0 ? [ranks, slice.shape[other]] : [slice.shape[other], ranks];
      return ranks > 0 ? [this.#zeros(shape)] : [];
    };
    const [from, to] = slice.live;
    return this.#b.concat([...zeros(from), gradient, ...zeros(rank - to)], axis);
  }

  #zeros(shape: number[]): string {
    return this.#b.node('Expand', [this.#b.float(0), this.#b.int(shape)]);
  }
}
