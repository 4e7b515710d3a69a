/** Counts of forgetting, by which everyone who is working on the history notices it, in any process. */
import type { HistoryStore } from './store.ts';

const TIMES = 'forget.times';
const TIMES_ALL = 'forget.times.all';

/** How many times something was forgotten. */
export function timesForgotten(store: HistoryStore): number {
  return Number(store.getMeta(TIMES) ?? 0);
}

/** How many times everything was forgotten. */
export function timesForgottenAll(store: HistoryStore): number {
  return Number(store.getMeta(TIMES_ALL) ?? 0);
}

/** Counts one more; in the transaction that forgets. @param all everything is forgotten */
export function countForgetting(store: HistoryStore, all: boolean): void {
  store.setMeta(TIMES, String(timesForgotten(store) + 1));
  if (all) store.setMeta(TIMES_ALL, String(timesForgottenAll(store) + 1));
}
