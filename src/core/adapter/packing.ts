import type { ModelConfig } from '../model/config.ts';
import { type AdapterLayout, type LinearSlice, linearShape, type Slice, sliceKey } from './layout.ts';
import { LINEAR_LAYERS, type LinearLayer } from './shape.ts';

/** Linear layers of a block that read the same input, and so are multiplied together. */
export const SAME_INPUT = {
  attention: ['q_proj', 'k_proj', 'v_proj'],
  mixed: ['o_proj'],
  feedForward: ['gate_proj', 'up_proj'],
  product: ['down_proj'],
} as const satisfies Record<string, LinearLayer[]>;

/** Most ranks in one product: with more columns the library sums in other steps, and rounds differently. */
const TOGETHER = 16;

/** A matrix of a packed adapter: rows `first` to `first + rows` of the input for this width. */
export interface Piece {
  width: number;
  first: number;
  rows: number;
}

/** Elements of the flat vector that go into the matrix of a width, with a stride on either side. */
interface Run {
  width: number;
  count: number;
  from: number;
  fromStride: number;
  to: number;
  toStride: number;
  /** Added to each element: (IA)³ vectors l are kept as l − 1. */
  plus: number;
}

/**
 * An adapter's memory layout for decoding, which needs few and large operators: the LoRA pairs of linear layers that
 * read the same input are one pair, the Aᵀ side by side ([in, ranks together]) and the Bᵀ along a diagonal ([ranks
 * together, outs together], zeros elsewhere); ranks that a stack leaves at zero are omitted. Everything of one width is
 * one matrix, so that cutting it needs no reshaping.
 */
export class Packing {
  readonly #config: ModelConfig;
  readonly #slices = new Map<string, Slice>();
  readonly #pieces = new Map<string, Piece>();
  readonly #runs: Run[] = [];
  readonly #rows = new Map<number, number>();

  constructor(config: ModelConfig, layout: AdapterLayout) {
    this.#config = config;
    for (const slice of layout.slices) this.#slices.set(sliceKey(slice), slice);
    for (let layer = 0; layer < config.layers; layer++) {
      for (const targets of Object.values(SAME_INPUT)) {
        for (const group of this.groups(layer, targets)) this.#addLora(layer, group);
      }
      for (const target of LINEAR_LAYERS) {
        for (const part of ['in', 'out'] as const) this.#addWhole(`${layer}.${target}.${part}`, 1);
      }
    }
    this.#addWhole('prompt', 0);
  }

  /** Rows of each input, by width: the shapes [rows, width] of what `pack` gives. */
  get rows(): ReadonlyMap<number, number> {
    return this.#rows;
  }

  /** The pieces by name, in the order of their rows. */
  get pieces(): ReadonlyMap<string, Piece> {
    return this.#pieces;
  }

  /** Parts in which layers that read the same input are multiplied: one, unless an (IA)³ vector scales it for some. */
  groups(layer: number, targets: readonly LinearLayer[]): readonly (readonly LinearLayer[])[] {
    const scaled = targets.some((target) => this.#slices.has(`${layer}.${target}.in`));
    return scaled ? targets.map((target) => [target]) : [targets];
  }

  /** @param vector float32 [P] @returns by width, float32 [rows, width] */
  pack(vector: Float32Array): Map<number, Float32Array> {
    const packed = new Map([...this.#rows].map(([width, rows]) => [width, new Float32Array(rows * width)]));
    for (const { width, count, from, fromStride, to, toStride, plus } of this.#runs) {
      const target = packed.get(width) as Float32Array;
      for (let i = 0; i < count; i++) target[to + i * toStride] = vector[from + i * fromStride] + plus;
    }
    return packed;
  }

  /**
   * The pairs of a group, if any of its layers has one: `layer.target.B`, named after the first layer, and for every
   * sixteen ranks one `layer.target.A`, named after the first layer in it.
   */
  #addLora(layer: number, group: readonly LinearLayer[]): void {
    const pairs = group.flatMap((target) => {
      const [a, b] = [this.#slices.get(`${layer}.${target}.A`), this.#slices.get(`${layer}.${target}.B`)];
      const [from, to] = a ? liveRanks(a) : [0, 0];
      return a && b && to > from ? [{ target, a, b, from, live: to - from }] : [];
    });
    const ranks = sum(pairs.map(({ live }) => live));
    if (ranks === 0) return;
    const outs = group.map((target) => linearShape(this.#config, target)[0]);
    const up = this.#piece(`${layer}.${group[0]}.B`, sum(outs), ranks);
    let rank = 0;
    for (const part of inParts(pairs, TOGETHER)) {
      const input = part[0].a.shape[1];
      const down = this.#piece(`${layer}.${part[0].target}.A`, sum(part.map(({ live }) => live)), input);
      let column = 0;
      for (const { target, a, b, from, live } of part) {
        const before = sum(outs.slice(0, group.indexOf(target)));
        for (let r = 0; r < live; r++) {
          this.#runs.push(
            {
              ...{ width: down.width, count: input, from: a.offset + (from + r) * input, fromStride: 1 },
              ...{ to: down.first * down.width + column + r, toStride: down.width, plus: 0 },
            },
            {
              ...{ width: up.width, count: b.shape[0], from: b.offset + from + r, fromStride: b.shape[1] },
              ...{ to: (up.first + rank + r) * up.width + before, toStride: 1, plus: 0 },
            },
          );
        }
        column += live;
        rank += live;
      }
    }
  }

  /** An (IA)³ vector as one row, or the virtual tokens as they are. */
  #addWhole(name: string, plus: number): void {
    const slice = this.#slices.get(name);
    if (!slice) return;
    const width = slice.part === 'out' ? slice.shape[0] : slice.shape[1];
    const { first } = this.#piece(name, width, slice.length / width);
    const { offset: from, length: count } = slice;
    this.#runs.push({ width, count, from, fromStride: 1, to: first * width, toStride: 1, plus });
  }

  #piece(name: string, width: number, rows: number): Piece {
    const first = this.#rows.get(width) ?? 0;
    this.#rows.set(width, first + rows);
    const piece = { width, first, rows };
    this.#pieces.set(name, piece);
    return piece;
  }
}

/** Neighbours grouped as long as their ranks add up to no more than `most`. */
function inParts<T extends { live: number }>(pairs: readonly T[], most: number): T[][] {
  const parts: T[][] = [];
  let ranks = 0;
  for (const pair of pairs) {
    if (parts.length === 0 || ranks + pair.live > most) {
      parts.push([]);
      ranks = 0;
    }
    parts[parts.length - 1].push(pair);
    ranks += pair.live;
  }
  return parts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Ranks of a LoRA pair that can differ from zero. */
function liveRanks(a: Slice): readonly [number, number] {
  return (a as LinearSlice).live ?? [0, a.shape[0]];
}
