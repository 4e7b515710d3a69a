import { timesForgotten } from '../history/forget.ts';
import type { HistoryStore } from '../history/store/store.ts';
import { OwnhandError } from '../support/errors.ts';

/** Watches whether anything that is being learned gets forgotten, in this window or another. */
export function forgottenOf(store: HistoryStore, items: readonly string[]): { check: (before: () => void) => void } {
  let seen = timesForgotten(store);
  return {
    /** @param clear called before @throws OwnhandError `no-history` if one of the items was forgotten */
    check: (clear) => {
      const times = timesForgotten(store);
      if (times === seen) return;
      seen = times;
      if (items.every((id) => store.get(id))) return;
      clear();
      throw new OwnhandError(
        'no-history',
        'Some of what was being learned has since been forgotten, so none of it is kept; train again.',
      );
    },
  };
}
