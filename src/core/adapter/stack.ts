import type { ModelConfig } from '../model/config.ts';
import { type Adapter, type AdapterLayout, adapterLayout, type Slice } from './layout.ts';
import { LINEAR_LAYERS, type LoraShape } from './shape.ts';

/** Where a slice of one adapter lies in the stack's: ranks `first` to `first + rank` of a LoRA pair. */
interface Place {
  from: Slice;
  to: Slice;
  /** First rank, and the factor for the values. */
  first: number;
  factor: number;
}

/**
 * A frozen LoRA and an adapter learned on top of it, as one adapter. Two LoRAs are joined along the rank: A's rows and
 * B's columns of the lower one come first, with its B scaled so that a single alpha / rank serves both. (IA)³ vectors
 * scale the adapted layers' inputs or outputs, and virtual tokens pass through them like others: the adapter beneath
 * then counts as a part of the base, as if merged into it.
 */
export class Stack {
  /** The layout of the graphs' input. */
  readonly layout: AdapterLayout;
  readonly #over: AdapterLayout;
  /** The frozen values, with zeros in place of the upper adapter, [P]. */
  readonly #frozen: Float32Array;
  readonly #places: Place[];

  /** @param under null for an upper adapter that stands on the base alone */
  constructor(config: ModelConfig, under: Adapter | null, over: AdapterLayout) {
    const lower = under?.layout.shape.lora ?? null;
    const upper = over.shape.lora;
    this.#over = over;
    this.layout = lower ? adapterLayout(config, { ...over.shape, lora: joined(lower, upper) }) : over;
    this.#frozen = new Float32Array(this.layout.length);
    this.#places = placesOf(over, this.layout, lower?.rank ?? 0, 1);
    const learnt = new Set(this.#places.map(({ to }) => to));
    for (const slice of this.layout.slices) if (!learnt.has(slice)) slice.frozen = true;
    if (under && lower) {
      const factor = scaleOf(lower) / scaleOf(upper ?? lower);
      const beneath = placesOf(under.layout, this.layout, 0, factor);
      for (const place of beneath) copyIn(under.vector, this.#frozen, place);
      markLive(this.layout.slices, [...beneath, ...this.#places]);
    }
  }

  /** @param over the upper adapter's vector; @returns the whole, [P] */
  join(over: Float32Array): Float32Array {
    const whole = this.#frozen.slice();
    for (const place of this.#places) copyIn(over, whole, place);
    return whole;
  }

  /** The upper adapter's part of the whole's gradient, [P], or of a whole. */
  part(whole: Float32Array): Float32Array {
    const over = new Float32Array(this.#over.length);
    for (const place of this.#places) copyOut(whole, over, place);
    return over;
  }
}

function scaleOf({ alpha, rank }: LoraShape): number {
  return alpha / rank;
}

function joined(lower: LoraShape, upper: LoraShape | null): LoraShape {
  if (!upper) return lower;
  const rank = lower.rank + upper.rank;
  return {
    rank,
    alpha: scaleOf(upper) * rank,
    targets: LINEAR_LAYERS.filter((target) => lower.targets.includes(target) || upper.targets.includes(target)),
    firstLayer: Math.min(lower.firstLayer, upper.firstLayer),
    lastLayer: Math.max(lower.lastLayer, upper.lastLayer),
  };
}

function placesOf(from: AdapterLayout, to: AdapterLayout, first: number, factor: number): Place[] {
  const byName = new Map(to.slices.map((slice) => [slice.name, slice]));
  return from.slices.map((slice) => {
    const place = byName.get(slice.name) as Slice;
    return { from: slice, to: place, first, factor: slice.part === 'B' ? factor : 1 };
  });
}

/** Tells which ranks of each LoRA pair are filled: when joined over all layers, many are always zero. */
function markLive(slices: readonly Slice[], places: readonly Place[]): void {
  for (const slice of slices) {
    if (slice.part !== 'A' && slice.part !== 'B') continue;
    const filled = places.filter(({ to }) => to === slice);
    const from = filled.map(({ first }) => first);
    const to = filled.map((place) => place.first + rankOf(place.from));
    const live: [number, number] = filled.length > 0 ? [Math.min(...from), Math.max(...to)] : [0, 0];
    if (live[1] - live[0] < rankOf(slice)) slice.live = live;
  }
}

function rankOf({ part, shape }: Slice): number {
  return part === 'A' ? shape[0] : shape[1];
}

function copyIn(values: Float32Array, whole: Float32Array, { from, to, first, factor }: Place): void {
  eachRow(from, to, first, (source, target, length) => {
    for (let i = 0; i < length; i++) whole[target + i] = factor * values[source + i];
  });
}

function copyOut(whole: Float32Array, values: Float32Array, { from, to, first }: Place): void {
  eachRow(from, to, first, (source, target, length) => {
    values.set(whole.subarray(target, target + length), source);
  });
}

/** Runs of elements that are adjacent in both. */
function eachRow(from: Slice, to: Slice, first: number, run: (source: number, target: number, length: number) => void) {
  const [rows, columns] = from.shape;
  if (from.part === 'B') {
    // [out, rank] within [out, more ranks]
    for (let row = 0; row < rows; row++) {
      run(from.offset + row * columns, to.offset + row * to.shape[1] + first, columns);
    }
  } else {
    run(from.offset, to.offset + (from.part === 'A' ? first * columns : 0), from.length);
  }
}
