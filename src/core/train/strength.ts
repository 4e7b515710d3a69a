/** How strongly an adapter serves: chosen on writing that it has not learned from. */
import type { Gain, Scale } from '../adapter/heldout.ts';
import type { AdapterRecord } from '../adapter/record.ts';
import { gainOf, losesIn, mean } from './heldout.ts';

/** Strengths that are tried besides 0, which is the base: 1 is the adapter as trained. */
export const STRENGTHS = [0.25, 0.5, 0.75, 1, 1.25] as const;

/** What held-out items cost, in their order: without the adapter, and at each strength. */
export interface StrengthCosts {
  base: readonly number[];
  at: ReadonlyMap<number, readonly number[]>;
}

/** A strength, and how much it gains. */
export interface ChosenStrength {
  /** 0 if the adapter is not used. */
  strength: number;
  /** The strength other than 0 with the least cost, whether or not it gains anything. */
  best: number;
  /** How much less an item costs at the strength that the other items choose. */
  gain: Gain;
}

/**
 * Chooses the strength with the lowest mean cost of held-out items; of equals, the weaker one. Its gain is estimated by
 * cross-fitting: each item is judged at the strength that all others choose, so that no item votes for itself. Without
 * a gain the adapter is not used.
 * @param margin how many standard errors the gain must exceed
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
  // A single item does not tell how much it means.
  const least = margin === 0 ? 0 : margin * (gain.error ?? Number.POSITIVE_INFINITY);
  const wins = gain.mean > Math.max(0, least);
  return { strength: wins ? strongest(all, items) : 0, best: strongest(some, items), gain };
}

/** Whether the adapter serves in some task. */
export function wins({ text, title, tags }: Scale): boolean {
  return [text, title, tags].some((strength) => (strength ?? 0) > 0);
}

/**
 * The strength at which an adapter serves a task, as a share of the strength saved with it; 0 if it is not used there.
 * One that won nothing but is used all the same writes text: that is why the user switched it on.
 */
export function shareIn(record: Pick<AdapterRecord, 'scale' | 'strength' | 'heldout'>, task: keyof Scale): number {
  const { scale, strength = 1, heldout } = record;
  if (!scale) return task !== 'text' && losesIn(heldout, task) ? 0 : 1;
  if (task === 'text' && !wins(scale)) return 1;
  const own = scale[task];
  return own === null ? shareIn(record, 'text') : own / strength;
}
