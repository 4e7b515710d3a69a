import type { Gain, HeldOut } from '../adapter/heldout.ts';
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts';
import { throwIfCancelled } from '../support/errors.ts';
import type { Example } from '../tasks/example.ts';
import { type Batch, batchesOf, makeBatch } from './batch.ts';
import { pack } from './pack.ts';
import type { ScoreSession } from './session.ts';

/** What graded texts cost under a model. */
export interface Cost {
  /** Over all texts together. */
  bitsPerByte: number;
  /** Median of the items' own costs, which a few odd texts do not move. */
  medianBitsPerByte: number;
  /** Bits per byte of each item. */
  items: Map<string, number>;
}

/** Bits per byte of the examples' graded tokens. @param adapter float32 [P], or null for the base */
export async function costOf(
  examples: readonly Example[],
  session: ScoreSession,
  tokenizer: Tokenizer,
  adapter: Float32Array | null,
  signal?: AbortSignal,
): Promise<Cost> {
  return (await costsOf(examples, session, tokenizer, [adapter], signal))[0];
}

/** The same under several adapters, one after the other. */
export async function costsOf(
  examples: readonly Example[],
  session: ScoreSession,
  tokenizer: Tokenizer,
  adapters: readonly (Float32Array | null)[],
  signal?: AbortSignal,
): Promise<Cost[]> {
  const { shape, virtual } = session;
  const batches = batchesOf(pack(examples, shape.sequence, virtual), shape.batch).map((each) => makeBatch(each, shape));
  const costs: Cost[] = [];
  for (const adapter of adapters) costs.push(await costOfBatches(batches, session, tokenizer, adapter, signal));
  return costs;
}

async function costOfBatches(
  batches: readonly Batch[],
  session: ScoreSession,
  tokenizer: Tokenizer,
  adapter: Float32Array | null,
  signal?: AbortSignal,
): Promise<Cost> {
  const sums = new Map<string, { nats: number; bytes: number }>();
  for (const batch of batches) {
    throwIfCancelled(signal);
    const nll = await session.run(batch, adapter);
    for (let i = 0; i < batch.count; i++) {
      const item = batch.items[i];
      const sum = sums.get(item) ?? { nats: 0, bytes: 0 };
      sum.nats += nll[i];
      sum.bytes += tokenizer.tokenBytes(Number(batch.targets[i])).length;
      sums.set(item, sum);
    }
  }
  const items = new Map([...sums].map(([item, { nats, bytes }]) => [item, nats / Math.LN2 / bytes]));
  const all = [...sums.values()];
  const nats = all.reduce((sum, item) => sum + item.nats, 0);
  const bytes = all.reduce((sum, item) => sum + item.bytes, 0);
  return { bitsPerByte: nats / Math.LN2 / bytes, medianBitsPerByte: median([...items.values()]), items };
}

/** What serves without the personal adapter compared with what serves with it, on the same held-out texts. */
export async function compare(
  examples: readonly Example[],
  session: ScoreSession,
  tokenizer: Tokenizer,
  vectors: { base: Float32Array; adapter: Float32Array },
  signal?: AbortSignal,
): Promise<HeldOut> {
  const [base, user] = await costsOf(examples, session, tokenizer, [vectors.base, vectors.adapter], signal);
  return heldOutOf(base, user, gainOf([...base.items].map(([item, cost]) => cost - (user.items.get(item) ?? cost))));
}

/** @param gain how much less each item costs with the adapter */
export function heldOutOf(base: Cost, adapter: Cost, gain: Gain): HeldOut {
  return {
    base: base.bitsPerByte,
    adapter: adapter.bitsPerByte,
    median: { base: base.medianBitsPerByte, adapter: adapter.medianBitsPerByte },
    gain,
  };
}

/** @param saved how much less each item costs with the adapter than without it */
export function gainOf(saved: readonly number[]): Gain {
  const n = saved.length;
  const middle = mean(saved);
  const squares = saved.reduce((sum, each) => sum + (each - middle) ** 2, 0);
  return { mean: middle, error: n < 2 ? null : Math.sqrt(squares / (n - 1) / n) };
}

/**
 * Whether an adapter without a scale, from an earlier version, stays out of this task: a dozen items are few, so it
 * must beat what serves without it by more than one standard error. False if it was not compared.
 */
export function losesIn(heldout: HeldOut | null | undefined, task: 'title' | 'tags'): boolean {
  const figures = heldout?.[task];
  if (!figures) return false;
  const { base, adapter, gain } = figures;
  return gain ? gain.error === null || gain.mean <= gain.error : adapter >= base;
}

/** Arithmetic mean; NaN for an empty list. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
