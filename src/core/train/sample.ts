import { type Random, seededRandom } from '../support/random.ts';
import type { Example } from '../tasks/example.ts';

/** Examples of one item, by task. */
export interface ItemExamples {
  completion: Example[];
  title: Example[];
  tags: Example[];
  rewrite: Example[];
}

/**
 * Shares of the tokens that tasks get where not all can be learnt (research/results.md); what one does not need goes to the
 * others.
 */
const SHARES: [keyof ItemExamples, number][] = [
  ['tags', 0.27],
  ['title', 0.3],
  ['rewrite', 0.03],
  ['completion', 0.4],
];
/** Weight of the oldest item against the latest one's 1. */
const OLDEST = 0.25;

/**
 * What to learn from a history within a budget: recent writing is the likelier to be chosen, each example at most
 * once.
 * @param items oldest first
 * @param tokens budget; all examples where it is null or no less than they have
 */
export function sampleExamples(items: readonly ItemExamples[], tokens: number | null, seed: number): Example[] {
  const all = items.flatMap(({ completion, title, tags, rewrite }) => [...completion, ...title, ...tags, ...rewrite]);
  if (tokens === null || lengthOf(all) <= tokens) return all;
  const random = seededRandom(seed * 31 + 7);
  const chosen = new Set<Example>();
  let left = tokens;
  let sharesLeft = 1;
  for (const [task, share] of SHARES) {
    let budget = (left * share) / sharesLeft;
    for (const example of drawnByRecency(items, (item) => item[task], random)) {
      if (example.ids.length > budget) break;
      budget -= example.ids.length;
      left -= example.ids.length;
      chosen.add(example);
    }
    sharesLeft -= share;
  }
  return all.filter((example) => chosen.has(example));
}

/**
 * What items give, in a drawn order in which that of recent items rather comes first: weighted sampling without
 * replacement (Efraimidis and Spirakis 2006), the greatest u^(1/weight) first.
 * @param items oldest first
 */
export function drawnByRecency<T, U>(items: readonly T[], give: (item: T) => readonly U[], random: Random): U[] {
  const keyed = items.flatMap((item, index) => {
    const weight = OLDEST ** (1 - (index + 1) / items.length);
    return give(item).map((value) => ({ value, key: random() ** (1 / weight) }));
  });
  return keyed.sort((a, b) => b.key - a.key).map(({ value }) => value);
}

function lengthOf(examples: readonly Example[]): number {
  return examples.reduce((sum, { ids }) => sum + ids.length, 0);
}
