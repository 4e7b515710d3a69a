import { type AdapterLayout, modulePath, weightName } from '../adapter/layout.ts';
import type { Packing } from '../adapter/packing.ts';
import type { LinearLayer } from '../adapter/shape.ts';
import { type GraphBuilder, MICROSOFT } from './builder.ts';
import type { Weights } from './weights.ts';

/** Name of the input for a packed adapter's rows of one width. */
export const packName = (width: number) => `adapter.${width}`;

/**
 * The linear layers of the decoding graph with what a packed adapter adds to them, as `Linears` in training; those that
 * read the same input are one product. Each layer's result is bit for bit the same as if it were multiplied alone.
 */
export class DecodeLinears {
  readonly #b: GraphBuilder;
  readonly #weights: Weights;
  readonly #exact: boolean;
  readonly #packing: Packing | null;
  /** LoRA's scale s = alpha / rank. */
  readonly #scale: number;
  readonly #pieces = new Map<string, string>();

  /** Adds an input for each width of the packing. */
  constructor(
    b: GraphBuilder,
    weights: Weights,
    { layout, packing, exact }: { layout: AdapterLayout | null; packing: Packing | null; exact: boolean },
  ) {
    this.#b = b;
    this.#weights = weights;
    this.#exact = exact;
    this.#packing = packing;
    const lora = layout?.shape.lora;
    this.#scale = lora ? lora.alpha / lora.rank : 0;
    for (const [width, rows] of packing?.rows ?? []) {
      const pieces = [...(packing?.pieces ?? [])].filter(([, piece]) => piece.width === width);
      const input = b.input(packName(width), 'float', [rows, width]);
      const sizes = pieces.map(([, piece]) => piece.rows);
      const cut = b.split(input, sizes, 0);
      for (const [at, [name]] of pieces.entries()) this.#pieces.set(name, cut[at]);
    }
  }

  /** Embeddings of the virtual tokens, [tokens, H], if the adapter has some. */
  get prompt(): string | undefined {
    return this.#pieces.get('prompt');
  }

  /** [1, n, in] → [1, n, out] of each target. */
  forward(x: string, layer: number, targets: readonly LinearLayer[]): string[] {
    const groups = this.#packing?.groups(layer, targets) ?? [targets];
    return groups.flatMap((group) => this.#group(x, layer, group));
  }

  #group(x: string, layer: number, group: readonly LinearLayer[]): string[] {
    const b = this.#b;
    const piece = (target: LinearLayer, part: 'A' | 'B' | 'in' | 'out') =>
      this.#pieces.get(`${layer}.${target}.${part}`);
    const [before, up] = [piece(group[0], 'in'), piece(group[0], 'B')];
    const input = before ? b.mul(x, before) : x;
    let y = this.#multiply(input, layer, group); // [1, n, outs together]
    if (up) {
      const downs = group.flatMap((target) => piece(target, 'A') ?? []);
      const narrow = downs.map((down) => b.matmul(input, down)); // [1, n, ranks]
      const wide = b.node('FusedMatMul', [b.concat(narrow, 2), up], {
        attributes: { alpha: { float: this.#scale } },
        domain: MICROSOFT,
      });
      y = b.add(y, wide);
    }
    const outs = group.map((target) => this.#weights.rows(weightName(layer, target)));
    return b.split(y, outs, 2).map((part, at) => {
      const after = piece(group[at], 'out');
      return after ? b.mul(part, after) : part;
    });
  }

  #multiply(x: string, layer: number, group: readonly LinearLayer[]): string {
    const b = this.#b;
    const y = this.#weights.multiply(
      x,
      group.map((target) => weightName(layer, target)),
      this.#exact,
    );
    const biases = group.map((target) => `model.layers.${layer}.${modulePath(target)}.bias`);
    if (!biases.some((name) => this.#weights.has(name))) return y;
    const whole = biases.map((name, at) =>
      this.#weights.has(name)
        ? this.#weights.dense(name)
        : b.node('Expand', [b.float(0), b.int([this.#weights.rows(weightName(layer, group[at]))])]),
    );
    return b.add(y, b.concat(whole, 0));
  }
}
