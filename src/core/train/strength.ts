/** How strongly an adapter serves: chosen on writing that it has not learned from. */
import type { Gain, Scale } from '../adapter/heldout.ts';
import type { AdapterRecord } from '../adapter/record.ts';
import { gainOf, losesIn, mean } from './heldout.ts';

/** Strengths that are tried beside 0, which is the base: 1 is the adapter as trained. */
export const STRENGTHS = [0.25, 0.5, 0.75, 1, 1.25] as const;

/** What held-out items cost, in their order: without the adapter, and at each strength. */
export interface StrengthCosts {
  base: readonly number[];
  at: ReadonlyMap<number, readonly number[]>;
}

/** A strength, and what it is worth. */
export interface ChosenStrength {
  /** 0 where the adapter is left out. */
  strength: number;
  /** The strength with the least cost apart from 0, whether or not it is worth anything. */
  best: number;
  /** What an item costs less at the strength that the other items choose. */
  gain: Gain;
}

/**
 * Chooses a strength by what held-out items cost in the mean; of equals the weaker one. What that is worth is told by
 * cross-fitting: each item is judged at the strength that all others choose, so that no item speaks for its own choice.
 * The adapter is left out where that is worth nothing.
 * @param margin how many standard errors of the gain it must be worth more than
 */
export function chooseStrength({ base, at }: StrengthCosts, margin = 0): ChosenStrength {
  const items = base.map((_, item) => item);
  const saved = (strength: number, item: number) => base[item] - (at.get(strength)?.[item] ?? base[item]);
  const worth = (strength: number, among: readonly number[]) => mean(among.map((item) => saved(strength, item)));
  const strongest = (strengths: readonly number[], among: readonly number[]) =>
    strengths.reduce((best, each) => (worth(each, among) > worth(best, among) ? each : best));
  const some = [...at.keys()].sort((a, b) => a - b);
  const all = [0, ...some];
  const gain = gainOf(
    items.map((item) => {
      const others = items.filter((other) => other !== item);
      return saved(strongest(all, others.length > 0 ? others : items), item);
    }),
  );
  // Of a single item nobody knows how much it says.
  const least = margin === 0 ? 0 : margin * (gain.error ?? Number.POSITIVE_INFINITY);
  const wins = gain.mean > Math.max(0, least);
  return { strength: wins ? strongest(all, items) : 0, best: strongest(some, items), gain };
}

/** Whether the adapter serves in some task. */
export function wins({ text, title, tags }: Scale): boolean {
  return [text, title, tags].some((strength) => (strength ?? 0) > 0);
}

/**
 * Share of the strength that an adapter's files carry at which it serves a task; 0 where it is left out. One that won
 * nothing and is used all the same writes text: that is what it was switched on for.
 */
export function shareIn(record: Pick<AdapterRecord, 'scale' | 'strength' | 'heldout'>, task: keyof Scale): number {
  const { scale, strength = 1, heldout } = record;
  if (!scale) return task !== 'text' && losesIn(heldout, task) ? 0 : 1;
  if (task === 'text' && !wins(scale)) return 1;
  const own = scale[task];
  return own === null ? shareIn(record, 'text') : own / strength;
}
