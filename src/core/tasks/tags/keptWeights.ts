import type { HistoryStore } from '../../history/store/store.ts';
import type { StoredItem } from '../../history/store/storedItem.ts';
import type { WritingModel } from '../writingModel.ts';
import { TAG_SIGNALS, type TagWeights, type UsedTag } from './signal.ts';
import { tagSignals } from './signals.ts';
import type { TagSample } from './weights.ts';

const WEIGHTS = 'tags.weights';

/**
 * Measures the signals for items whose tags are known, as of the time each was written. The writer's adapter must not
 * have learned from these items.
 * @param used the user's tags before the first of the items
 */
export async function tagSamples(
  writer: WritingModel,
  items: readonly StoredItem[],
  used: UsedTag[],
  signal?: AbortSignal,
): Promise<TagSample[]> {
  const samples: TagSample[] = [];
  for (const item of items) {
    if (item.tags.length === 0) continue;
    const signals = await tagSignals(writer, item, used, { id: item.id, moment: item }, signal);
    samples.push({ signals, wanted: item.tags });
  }
  return samples;
}

/** Keeps the weights that serve without an adapter; null goes back to those that ship with Ownhand. */
export function keepTagWeights(store: HistoryStore, weights: TagWeights | null): void {
  store.setMeta(WEIGHTS, weights && JSON.stringify(weights));
}

/** The weights kept next to the history, or undefined if none were learned. */
export function keptTagWeights(store: HistoryStore): TagWeights | undefined {
  return asTagWeights(store.getMetaJson(WEIGHTS));
}

/** The value as weights, or undefined if it is not one: a record may be older than a signal. */
export function asTagWeights(value: unknown): TagWeights | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const weights = value as Record<string, unknown>;
  const whole = TAG_SIGNALS.every((signal) => Number.isFinite(weights[signal]) && (weights[signal] as number) >= 0);
  return whole ? (weights as TagWeights) : undefined;
}
