import type { HistoryStore } from '../history/store/store.ts';
import { languageOf } from '../text/language.ts';
import { proseOf } from '../text/prose.ts';
import type { Meaning } from './dense.ts';
import { fusedItems } from './fused.ts';
import { bestPassage } from './passage.ts';
import { passagesOf } from './passages.ts';
import type { SearchOptions } from './search.ts';

/** A passage of the user's earlier writing, for a prompt. */
export interface Snippet {
  id: string;
  title: string;
  tags: string[];
  date: string | null;
  /** Whole sentences on one line, if they fit. */
  text: string;
  score: number;
}

export interface SnippetOptions extends Omit<SearchOptions, 'k'> {
  /** At most this many passages. */
  k: number;
  /** Total length of the passages, in the unit of `count`. */
  budget: number;
  /** Length of a text, for example in tokens; by default in characters. */
  count?: (text: string) => number;
}

/**
 * A passage must contain this share of the query's weight, and this many of its words. Measured by how much of what the
 * author wrote next a passage contains beyond a randomly chosen one: passages that meet this contain nearly twice as
 * much more as those that do not (research/results.md).
 */
const MIN_SHARE = 0.12;
const MIN_SHARED = 2;
/** A passage found by meaning alone must be this near to the query; chosen, not measured. */
const MIN_COSINE = 0.5;
/** Only this much of a text is searched: passages far into a book are not worth the wait. */
const MAX_CHARACTERS = 40_000;

/**
 * The passages of earlier items on the query's subject, in the query's language, best first; none if nothing fits,
 * because an unrelated passage does more harm than good.
 */
export async function snippets(
  store: HistoryStore,
  query: string,
  options: SnippetOptions,
  meaning?: Meaning,
): Promise<Snippet[]> {
  const { k, budget, count = (text) => text.length, ...rest } = options;
  if (k <= 0 || budget <= 0) return [];
  const asked = { language: languageOf(query), ...rest, k: k * 2 };
  const { found, words } = await fusedItems(store, query, asked, meaning);
  const total = words.reduce((sum, { weight }) => sum + weight, 0);
  const passages: Snippet[] = [];
  let left = budget;
  for (const { item, score, near } of found) {
    if (passages.length >= k) break;
    // What is left is shared evenly among the remaining ones.
    const share = Math.floor(left / (k - passages.length));
    const fits = (text: string) => count(text) <= share;
    const passage = bestPassage(proseOf(item.text.slice(0, MAX_CHARACTERS)), words, fits);
    const shares = passage.shared >= Math.min(MIN_SHARED, words.length) && passage.weight >= MIN_SHARE * total;
    const isNear = near !== undefined && near.score >= MIN_COSINE;
    // Words show which sentences match the query; otherwise the nearest passage is taken from its beginning.
    const text = shares
      ? passage.text
      : isNear
        ? bestPassage(passagesOf(item.text)[near.part] ?? '', [], fits).text
        : '';
    if (text === '') continue;
    left -= count(text);
    passages.push({ id: item.id, title: item.title, tags: item.tags, date: item.date, text, score });
  }
  return passages;
}
