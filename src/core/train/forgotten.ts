import type { HistoryStore } from '../history/store/store.ts';
import { timesForgotten } from '../history/store/timesForgotten.ts';
import { OwnhandError } from '../support/errors.ts';

/** Keeps a run from leaving behind anything that is forgotten while it is learned, in this window or another. */
export interface ForgetWatch {
  /** @throws OwnhandError `no-history` if something was forgotten that the run is learning */
  check(): void;
  /**
   * Writes something of the run's, either completely before a forgetting or not at all; a forgetting removes what was
   * written before it.
   */
  write<T>(work: () => T): T;
}

/**
 * @param items ids of everything that the run may learn from, show or be judged by
 * @param since `timesForgotten` when they were read
 * @param clear what is done before the run is stopped
 */
export function watchForgetting(
  store: HistoryStore,
  items: readonly string[],
  since: number,
  clear: () => void,
): ForgetWatch {
  let seen = since;
  const check = () => {
    const times = timesForgotten(store);
    if (times === seen) return;
    seen = times;
    if (items.every((id) => store.get(id))) return;
    seen = -1;
    clear();
    throw new OwnhandError(
      'no-history',
      'Some of what was being learned has since been forgotten, so none of it is kept; train again.',
    );
  };
  const write = <T>(work: () => T) =>
    store.transaction(() => {
      check();
      return work();
    });
  return { check, write };
}
