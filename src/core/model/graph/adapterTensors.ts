import { type AdapterLayout, type LinearSlice, sliceKey } from '../../adapter/layout.ts';
import type { LinearLayer } from '../../train/types.ts';
import type { GraphBuilder } from './builder.ts';

type Part = LinearSlice['part'];

/** An adapter's tensors in a graph, cut out of its flat vector, and on the way back their gradients. */
export class AdapterTensors {
  readonly #b: GraphBuilder;
  readonly #layout: AdapterLayout | null;
  readonly #values = new Map<string, string>();
  readonly #learning = new Set<string>();
  readonly #gradients = new Map<string, string>();

  /**
   * Adds the input `adapter` float [P] where there is a layout, whose tensors are cut out one by one: a GPU may bind no
   * more than eight outputs of an operator.
   */
  constructor(b: GraphBuilder, layout: AdapterLayout | null) {
    this.#b = b;
    this.#layout = layout;
    if (!layout) return;
    const { slices } = layout;
    const flat = b.input('adapter', 'float', [layout.length]);
    for (const slice of slices) {
      const cut = b.slice(flat, slice.offset, slice.offset + slice.length);
      // An (IA)³ vector l is kept as l − 1.
      const isScale = slice.part === 'in' || slice.part === 'out';
      const value = isScale ? b.add(cut, b.float(1)) : b.reshape(cut, slice.shape);
      this.#values.set(sliceKey(slice), value);
      if (!slice.frozen) this.#learning.add(sliceKey(slice));
    }
  }

  /** LoRA's scale s = alpha / rank. */
  get scale(): number {
    const lora = this.#layout?.shape.lora;
    return lora ? lora.alpha / lora.rank : 0;
  }

  /** Embeddings of the virtual tokens, [tokens, H], where the adapter has some. */
  get prompt(): string | undefined {
    return this.#values.get('prompt');
  }

  /** A linear layer's A [rank, in], B [out, rank], or (IA)³ vector on its input [in] or output [out], if it has one. */
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
        ? b.node('Expand', [b.float(0), b.int([slice.length])])
        : b.reshape(this.#gradients.get(sliceKey(slice)) as string, [slice.length]),
    );
    return b.concat(flat, 0);
  }
}
