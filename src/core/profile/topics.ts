import { plainWords, stem } from '../retrieval/query.ts';

/** Words of an item that count as its subject. */
const TELLING = 8;
/** A topic is among them in this share of the items, and in this many. */
const MIN_SHARE = 0.05;
const MIN_ITEMS = 3;
const MAX_TOPICS = 12;

/**
 * What someone keeps writing about, judged by words: in each item those count whose frequency there, times how rare
 * they are in the author's items, is highest (tf·idf, idf = ln(1 + items / items with it)). Forms of a word with the
 * same stem are one.
 */
export class TopicCount {
  readonly #items: Map<string, number>[] = [];
  /** Items that have the stem. */
  readonly #spread = new Map<string, number>();
  /** How often each form of a stem was used. */
  readonly #forms = new Map<string, Map<string, number>>();

  add(prose: string): void {
    const counts = new Map<string, number>();
    for (const word of plainWords(prose)) {
      if (word.length < 3 || /\d/.test(word)) continue;
      const key = stem(word);
      counts.set(key, (counts.get(key) ?? 0) + 1);
      const forms = this.#forms.get(key) ?? new Map<string, number>();
      this.#forms.set(key, forms.set(word, (forms.get(word) ?? 0) + 1));
    }
    for (const key of counts.keys()) this.#spread.set(key, (this.#spread.get(key) ?? 0) + 1);
    this.#items.push(counts);
  }

  /** Topics with the number of items they mark, most first; ties by name. */
  result(): { word: string; count: number }[] {
    const marked = new Map<string, number>();
    for (const counts of this.#items)
      for (const key of this.#telling(counts)) marked.set(key, (marked.get(key) ?? 0) + 1);
    const least = Math.max(MIN_ITEMS, MIN_SHARE * this.#items.length);
    return [...marked]
      .filter(([, count]) => count >= least)
      .map(([key, count]) => ({ word: first(this.#forms.get(key)!), count }))
      .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1))
      .slice(0, MAX_TOPICS);
  }

  #telling(counts: Map<string, number>): string[] {
    const weigh = (key: string, count: number) => count * Math.log(1 + this.#items.length / this.#spread.get(key)!);
    return [...counts]
      .filter(([, count]) => count > 1)
      .map(([key, count]) => ({ key, weight: weigh(key, count) }))
      .sort((a, b) => b.weight - a.weight || (a.key < b.key ? -1 : 1))
      .slice(0, TELLING)
      .map(({ key }) => key);
  }
}

/** The form used most; of two, the alphabetically first. */
function first(forms: Map<string, number>): string {
  return [...forms].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a))[0];
}
