import path from 'node:path';
import type { StoredItem } from '../core/history/store/storedItem.ts';
import { OwnhandError } from '../core/support/errors.ts';
import type { About } from '../core/tasks/prompter.ts';

/** An author's items divided by time. */
export interface Split {
  history: StoredItem[];
  queries: StoredItem[];
}

/** An adapter needs this many items to learn from. */
const MIN_HISTORY = 4;

/**
 * The first share of the items, rounded down, is history; the items after it are the queries.
 * @param items in the order of time
 * @param share above 0 and below 1
 * @throws OwnhandError `bad-input`, or `no-history` if there is too little on one side
 */
export function splitByTime(items: readonly StoredItem[], share: number): Split {
  if (!(share > 0 && share < 1)) {
    throw new OwnhandError('bad-input', 'The split is the share of items that are history; give one like 0.8.');
  }
  const cut = Math.floor(items.length * share + 1e-9);
  const [history, queries] = [items.slice(0, cut), items.slice(cut)];
  if (history.length < MIN_HISTORY || queries.length === 0) {
    throw new OwnhandError(
      'no-history',
      `An evaluation needs at least ${MIN_HISTORY} items before the split and one after it; there are ${history.length} and ${queries.length}; mine more writing first.`,
    );
  }
  return { history, queries };
}

/** At most `limit` of the items, evenly spread. */
export function spread<T>(items: readonly T[], limit: number | undefined): T[] {
  if (limit === undefined || limit >= items.length) return [...items];
  if (!Number.isInteger(limit) || limit < 1) {
    throw new OwnhandError('bad-input', 'The limit is a number of queries; give a whole number above 0.');
  }
  return Array.from({ length: limit }, (_, i) => items[Math.floor(((i + 0.5) * items.length) / limit)]);
}

/** A query's position in a store of its history: items dated on its own day do not count as earlier. */
export function aboutQuery({ id, date }: StoredItem): About {
  return { id, moment: { date, seq: Number.MAX_SAFE_INTEGER } };
}

/** A name for the author of some writing: the file's, or that of the folder that contains it. */
export function authorOf(items: readonly StoredItem[]): string {
  const [first, ...rest] = [...new Set(items.map(({ source }) => source))];
  if (first === undefined) return '';
  if (rest.length === 0) return path.basename(first, path.extname(first));
  let folder = path.dirname(first);
  while (!rest.every((source) => source.startsWith(folder + path.sep)) && folder !== path.dirname(folder)) {
    folder = path.dirname(folder);
  }
  return path.basename(folder);
}
