/** Writing over time in bars, separate from the page so that it can be tested. */
import type { WritingMonth } from '../../src/core/history/store/itemCounts.ts';

export interface Bar {
  /** YYYY-MM, or YYYY where there are too many months. */
  label: string;
  items: number;
  words: number;
}

/** More bars than this are too thin to tell apart. */
const MOST = 24;

/** A bar for each month from the first to the last with a date, or for each year; none if nothing has a date. */
export function barsOf(months: readonly WritingMonth[]): Bar[] {
  const dated = months.filter((each): each is WritingMonth & { month: string } =>
    /^\d{4}-\d\d$/.test(each.month ?? ''),
  );
  if (dated.length === 0) return [];
  const numbers = dated.map(({ month }) => 12 * Number(month.slice(0, 4)) + Number(month.slice(5)) - 1);
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  const byYear = last - first >= MOST;
  const keyOf = (number: number) => (byYear ? Math.floor(number / 12) : number);
  const bars = new Map<number, Bar>();
  for (let key = keyOf(first); key <= keyOf(last); key++)
    bars.set(key, { label: labelOf(key, byYear), items: 0, words: 0 });
  for (const [at, { items, words }] of dated.entries()) {
    const bar = bars.get(keyOf(numbers[at]))!;
    bar.items += items;
    bar.words += words;
  }
  return [...bars.values()];
}

function labelOf(key: number, byYear: boolean): string {
  const year = String(byYear ? key : Math.floor(key / 12)).padStart(4, '0');
  return byYear ? year : `${year}-${String((key % 12) + 1).padStart(2, '0')}`;
}
