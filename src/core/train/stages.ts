import type { HistoryStore } from '../history/store/store.ts';
import type { StoredItem } from '../history/store/storedItem.ts';
import { loadProfile, type ProfileResult } from '../profile/profile.ts';

/** Profiles over a history: more would hardly differ and each is measured again. */
const STAGES = 8;

/**
 * The profile as it was when each item was written, or a little before: what came later, and the item itself, stay
 * out of the prompts it is learned from.
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
