import type { HistoryStore } from '../history/store/store.ts';
import type { StoredItem } from '../history/store/storedItem.ts';
import { loadProfile, type ProfileResult } from '../profile/profile.ts';

/** Number of profiles over a history: more would hardly differ, and each one must be measured. */
const STAGES = 8;

/**
 * The profile as it was when each item was written, or shortly before: the item itself and what came later stay out of
 * the prompts that it is learned from.
 * @param items in order of time
 */
export function profilesOver(store: HistoryStore, items: readonly StoredItem[]): (index: number) => ProfileResult {
  const size = Math.ceil(items.length / STAGES);
  const made = new Map<number, ProfileResult>();
  return (index) => {
    const first = index - (index % size);
    let profile = made.get(first);
    if (!profile) {
      profile = loadProfile(store, { until: items[first] });
      made.set(first, profile);
    }
    return profile;
  };
}
