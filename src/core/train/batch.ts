import type { BatchShape } from '../graph/batchShape.ts';
import type { PackedSequence } from './pack.ts';

/** The arrays that a training or scoring graph takes. */
export interface Batch {
  /** Token ids, [B·S]. */
  ids: BigInt64Array<ArrayBuffer>;
  /** Example that each token belongs to, [B·S]. */
  segments: BigInt64Array<ArrayBuffer>;
  /** Rows that predict, [M], all different; the tokens they should predict, [M]. */
  rows: BigInt64Array<ArrayBuffer>;
  targets: BigInt64Array<ArrayBuffer>;
  /** Share of each target in the loss, [M]: equal parts of 1 for real targets, 0 for padding. */
  weights: Float32Array<ArrayBuffer>;
  /** Real targets; they come first. */
  count: number;
  /** History item of each real target. */
  items: string[];
  /** Tokens that are not padding. */
  tokens: number;
}

/**
 * Puts sequences into batches of a size, those with many targets next to those with few: a graph has room for the most
 * targets that any batch has, and pays for that room in every batch.
 */
export function batchesOf(sequences: readonly PackedSequence[], size: number): PackedSequence[][] {
  const sorted = [...sequences].sort((a, b) => b.targets.length - a.targets.length);
  const count = Math.ceil(sorted.length / size);
  const batches: PackedSequence[][] = Array.from({ length: count }, () => []);
  // Back and forth, like a snake: what is heavy in one row is light in the next.
  sorted.forEach((sequence, at) => {
    const column = at % count;
    batches[Math.floor(at / count) % 2 === 0 ? column : count - 1 - column].push(sequence);
  });
  return batches;
}

/** Lays sequences out as one batch; missing sequences and targets are padded and count nothing. */
export function makeBatch(sequences: readonly PackedSequence[], shape: BatchShape): Batch {
  const { batch, sequence, targets } = shape;
  const size = batch * sequence;
  const out: Batch = {
    ids: new BigInt64Array(size),
    segments: new BigInt64Array(size),
    rows: new BigInt64Array(targets),
    targets: new BigInt64Array(targets),
    weights: new Float32Array(targets),
    count: 0,
    items: [],
    tokens: 0,
  };
  const used = new Uint8Array(size);
  sequences.forEach((packed, index) => {
    const start = index * sequence;
    out.tokens += packed.tokens;
    packed.ids.forEach((id, at) => {
      out.ids[start + at] = BigInt(id);
      out.segments[start + at] = BigInt(packed.segments[at]);
    });
    for (const target of packed.targets) {
      out.rows[out.count] = BigInt(start + target.row);
      out.targets[out.count] = BigInt(target.id);
      used[start + target.row] = 1;
      out.items.push(target.item);
      out.count++;
    }
  });
  out.weights.fill(out.count > 0 ? 1 / out.count : 0, 0, out.count);
  // Padding targets need rows of their own: the gradient is written row by row, not added up.
  let free = 0;
  for (let at = out.count; at < targets; at++) {
    while (used[free]) free++;
    out.rows[at] = BigInt(free++);
  }
  return out;
}
