import type { Adapter, LinearSlice } from '../../src/core/adapter/layout.ts';

/** A LoRA pair of one linear layer: the change of its weights is ΔW = B·A, [out, in]. */
interface Pair {
  /** [rank, in] */
  a: Float32Array;
  /** [out, rank] */
  b: Float32Array;
  rank: number;
  into: number;
  out: number;
}

/**
 * Similarity of two LoRA adapters: the cosine of their changes ΔW, averaged over the linear layers. It is computed from
 * traces, ⟨B₁A₁, B₂A₂⟩ = tr((B₁ᵀB₂)(A₂A₁ᵀ)), so that no ΔW is ever formed.
 * @returns −1 to 1
 */
export function similarity(x: Adapter, y: Adapter): number {
  const [ours, theirs] = [pairsOf(x), pairsOf(y)];
  const cosines = [...ours].map(([name, pair]) => {
    const other = theirs.get(name);
    if (!other) throw new RangeError('Adapters of the same layers can be compared.');
    const norms = Math.sqrt(inner(pair, pair) * inner(other, other));
    return norms === 0 ? 0 : inner(pair, other) / norms;
  });
  return cosines.reduce((sum, value) => sum + value, 0) / cosines.length;
}

function pairsOf({ layout, vector }: Adapter): Map<string, Pair> {
  const slices = layout.slices.filter((slice): slice is LinearSlice => slice.part === 'A' || slice.part === 'B');
  const pairs = new Map<string, Partial<Pair>>();
  for (const { layer, target, part, shape, offset, length } of slices) {
    const key = `${layer} ${target}`;
    const values = vector.subarray(offset, offset + length);
    const known = pairs.get(key) ?? {};
    const of: Partial<Pair> =
      part === 'A' ? { a: values, rank: shape[0], into: shape[1] } : { b: values, out: shape[0] };
    pairs.set(key, { ...known, ...of });
  }
  if (pairs.size === 0) throw new RangeError('Only LoRA adapters have changes to compare.');
  return pairs as Map<string, Pair>;
}

/** ⟨B₁A₁, B₂A₂⟩, element by element. */
function inner(x: Pair, y: Pair): number {
  let sum = 0;
  for (let i = 0; i < x.rank; i++) {
    for (let j = 0; j < y.rank; j++) {
      let [rows, columns] = [0, 0];
      for (let at = 0; at < x.into; at++) rows += x.a[i * x.into + at] * y.a[j * y.into + at];
      for (let at = 0; at < x.out; at++) columns += x.b[at * x.rank + i] * y.b[at * y.rank + j];
      sum += rows * columns;
    }
  }
  return sum;
}
