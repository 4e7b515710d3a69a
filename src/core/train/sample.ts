import { type Random, seededRandom } from '../support/random.ts';
import type { Example } from '../tasks/example.ts';
import { TAUGHT } from '../tasks/list.ts';

/** Examples of one item, by the task's name. */
export type ItemExamples = Readonly<Record<string, readonly Example[]>>;

/** Weight of the oldest item relative to the latest one's 1. */
const OLDEST = 0.25;

/**
 * Chooses what to learn from a history within a budget: recent writing is likelier to be chosen, each example at most
 * once.
 * @param items oldest first
 * @param tokens budget; all examples if it is null or no less than they have
 */
export function sampleExamples(items: readonly ItemExamples[], tokens: number | null, seed: number): Example[] {
  const all = items.flatMap((item) => Object.values(item).flat());
  if (tokens === null || lengthOf(all) <= tokens) return all;
  const random = seededRandom(seed * 31 + 7);
  const chosen = new Set<Example>();
  let left = tokens;
  let sharesLeft = TAUGHT.reduce((sum, [, { share }]) => sum + share, 0);
  for (const [task, { share }] of TAUGHT) {
    let budget = (left * share) / sharesLeft;
    for (const example of drawnByRecency(items, (item) => item[task] ?? [], random)) {
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
 * The items' examples in a random order that favours recent items: weighted sampling without replacement (Efraimidis
 * and Spirakis 2006), the greatest u^(1/weight) first.
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
