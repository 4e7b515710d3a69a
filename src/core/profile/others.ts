import type { MeasureCount, MeasureName } from './measures.ts';
import figures from './others.json' with { type: 'json' };

/** A figure compared with other writers'. */
export interface Compared {
  name: MeasureName;
  /** The user's own figure. */
  value: number;
  /** The median of other writers. */
  usual: number;
  /** Share of other writers with less, 0 to 1. */
  rank: number;
}

/** A figure is worth mentioning only if this many documents contribute to it. */
const MIN_DOCUMENTS = 3;
/** Fewer words of prose show no habit. */
const MIN_WORDS = 1500;
/** A word is telling from this many uses on, this many times as often as others use it. */
const MIN_USES = 6;
const MIN_TIMES = 2.5;

const MEASURES = figures.measures as Record<MeasureName, number[]>;
const WORDS = figures.words as Record<string, { mean: number; high: number }>;

/** Compared with the writers of `others.json`; none if there is too little to go by. */
export function compare(count: MeasureCount): Compared[] {
  if (count.documents < MIN_DOCUMENTS || count.words < MIN_WORDS) return [];
  return Object.entries(count.measures()).flatMap(([name, { value, documents }]): Compared[] => {
    const quantiles = MEASURES[name as MeasureName];
    // Absence shows in no document.
    if (value > 0 && documents < MIN_DOCUMENTS) return [];
    const rank = quantiles.filter((each) => each < value).length / quantiles.length;
    return [{ name: name as MeasureName, value: round(value), usual: quantiles[quantiles.length >> 1], rank }];
  });
}

/** Words that this writer uses clearly more often than others. */
export function tellingWords(count: MeasureCount): { word: string; times: number }[] {
  if (count.documents < MIN_DOCUMENTS || count.words < MIN_WORDS) return [];
  return [...count.telling()]
    .flatMap(([word, { value, documents, count: uses }]) => {
      const usual = WORDS[word];
      if (!usual || uses < MIN_USES || documents < MIN_DOCUMENTS || value <= usual.high) return [];
      return [{ word, times: round(value / usual.mean), weight: uses * Math.log(value / usual.mean) }];
    })
    .filter(({ times }) => times >= MIN_TIMES)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 8)
    .map(({ word, times }) => ({ word, times }));
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
