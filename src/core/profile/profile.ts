import type { Moment } from '../history/moment.ts';
import type { HistoryStore } from '../history/store.ts';
import type { Habits, ProfileResult } from '../types.ts';
import { measureHabits } from './habits.ts';
import { profileProse } from './prose.ts';

/** Habits are measured over this many of the latest items: how someone writes now, in seconds at any size. */
const MAX_ITEMS = 2000;

const HABITS = 'profile.habits';
const EDITED = 'profile.prose';

export interface ProfileOptions {
  /** Measure again even where the items are as they were. */
  refresh?: boolean;
  /** Only items from before this moment count, and the user's own wording does not: it knows what came later. */
  until?: Moment;
}

/**
 * The user's habits and the prose made from them, or the prose the user wrote in its place.
 * The measurement is kept for as long as the store's items are the same; one with `until` is made each time.
 */
export function loadProfile(store: HistoryStore, { refresh = false, until }: ProfileOptions = {}): ProfileResult {
  if (until !== undefined) {
    const habits = measure(store, until);
    return { habits, prose: profileProse(habits), edited: false };
  }
  const { items, words, sources } = store.totals();
  const state = `${items} ${words} ${sources}`;
  const kept = JSON.parse(store.getMeta(HABITS) ?? 'null') as { state: string; habits: Habits } | null;
  const current = !refresh && kept?.state === state;
  const habits = current ? kept.habits : measure(store);
  if (!current) store.setMeta(HABITS, JSON.stringify({ state, habits }));
  const edited = store.getMeta(EDITED);
  return { habits, prose: edited ?? profileProse(habits), edited: edited !== undefined };
}

/** Keeps the user's own wording of their profile; null goes back to the measured one. */
export function saveProse(store: HistoryStore, prose: string | null): void {
  store.setMeta(EDITED, prose === null ? null : prose.replace(/\s+/g, ' ').trim());
}

function measure(store: HistoryStore, until?: Moment): Habits {
  return measureHabits(store.iterate({ before: until, order: 'newest', limit: MAX_ITEMS }));
}
