import { DECISIVE, HEADINGS } from '../../src/evaluate/headings.ts';
import { macroCompare } from '../../src/evaluate/macro.ts';
import { percent } from '../../src/evaluate/markdown.ts';
import { type Bar, barPlot } from '../../src/evaluate/plots/bars.ts';
import type { AuthorResult } from './study.ts';
import { FALLBACK, SERVED } from './tables.ts';

/** What the personal adapter adds for each author. */
export function authorsPlot(authors: readonly AuthorResult[], seed: number): string {
  return barPlot(
    `Gain of ${SERVED} over ${FALLBACK}, by author`,
    DECISIVE.map((metric) => ({
      heading: HEADINGS[metric.name],
      zero: true,
      bars: authors.flatMap((author): Bar[] => {
        const found = macroCompare([author], metric, SERVED, FALLBACK, seed);
        if (!found || !Number.isFinite(found.gain + found.low + found.high)) return [];
        return [{ label: author.author, value: found.gain, low: found.low, high: found.high }];
      }),
      format: percent,
    })),
  );
}
