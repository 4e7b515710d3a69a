import type { HistoryItem } from '../core/history/store/item.ts';
import type { Row } from './metrics.ts';
import { f1 } from './rouge.ts';

type Tagged = Pick<HistoryItem, 'tags'>;

/**
 * Tags that count as right: those the author has used on at least two items, history and queries together. A tag used
 * once cannot be known from the history, so it is not scored.
 */
export class TagKey {
  /** How many tags are suggested: the mean of the history's tagged items, at least one. */
  readonly k: number;
  readonly #counts = new Map<string, number>();

  constructor(history: readonly Tagged[], queries: readonly Tagged[]) {
    for (const { tags } of [...history, ...queries]) {
      for (const tag of folded(tags)) this.#counts.set(tag, (this.#counts.get(tag) ?? 0) + 1);
    }
    const tagged = history.filter(({ tags }) => tags.length > 0);
    const total = tagged.reduce((sum, { tags }) => sum + tags.length, 0);
    this.k = Math.max(1, Math.round(total / Math.max(1, tagged.length)));
  }

  /** The item's tags that are scored; none for an item that is left out. */
  wanted(item: Tagged): Set<string> {
    return new Set([...folded(item.tags)].filter((tag) => this.#counts.get(tag)! >= 2));
  }

  /**
   * Scores the first `k` of the suggestions, best first. A right one that is not scored counts neither way.
   * @returns first (1 if the best suggestion is right), right, suggested and wanted tags, and the item's own F1
   */
  score(item: Tagged, suggestions: readonly string[]): Row {
    const own = folded(item.tags);
    const wanted = this.wanted(item);
    const given = [...folded(suggestions)].filter((tag) => wanted.has(tag) || !own.has(tag)).slice(0, this.k);
    const right = given.filter((tag) => wanted.has(tag)).length;
    return {
      first: given.length > 0 && wanted.has(given[0]) ? 1 : 0,
      right,
      suggested: given.length,
      wanted: wanted.size,
      f1: f1(right, given.length, wanted.size),
    };
  }
}

function folded(tags: readonly string[]): Set<string> {
  return new Set(tags.map((tag) => tag.toLowerCase()));
}
