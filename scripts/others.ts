/**
 * Measures how other writers write, for the comparisons in the profile: figures alone, no text and no names.
 * node scripts/others.ts FILE.jsonl
 * FILE contains items with `author` and `text`, one per line. Writes `src/core/profile/others.json`: for each measure
 * the quantiles over the authors, and for each telling word its mean frequency and its 90th percentile over authors,
 * per thousand words.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MeasureCount, type MeasureName, TELLING_WORDS } from '../src/core/profile/measures.ts';
import { proseParagraphs } from '../src/core/profile/paragraphs.ts';

const OUT = path.join(import.meta.dirname, '../src/core/profile/others.json');
/** Authors with less prose are too uncertain. */
const LEAST_WORDS = 600;
const QUANTILES = 20;

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name a .jsonl file of other writers.');
const authors = new Map<string, MeasureCount>();
for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
  const { author, text } = JSON.parse(line) as { author: string; text: string };
  const count = authors.get(author) ?? new MeasureCount();
  count.add(proseParagraphs(text));
  authors.set(author, count);
}
const counts = [...authors.values()].filter(({ words }) => words >= LEAST_WORDS);
const all = counts.map((count) => count.measures());
const names = Object.keys(all[0]) as MeasureName[];
const measures = Object.fromEntries(
  names.map((name) => {
    const values = all.map((each) => each[name].value).sort((a, b) => a - b);
    const at = (part: number) => rounded(values[Math.floor(part * (values.length - 1))], 3);
    return [name, Array.from({ length: QUANTILES + 1 }, (_, index) => at(index / QUANTILES))];
  }),
);
const total = counts.reduce((sum, { words }) => sum + words, 0);
const words = Object.fromEntries(
  TELLING_WORDS.flatMap((word) => {
    const uses = counts.map((count) => count.telling().get(word));
    const sum = uses.reduce((before, use) => before + (use?.count ?? 0), 0);
    const values = uses.map((use) => use?.value ?? 0).sort((a, b) => a - b);
    if (sum < 10) return [];
    const high = values[Math.floor(0.9 * (values.length - 1))];
    return [[word, { mean: rounded((1000 * sum) / total, 4), high: rounded(high, 4) }]];
  }),
);
writeFileSync(OUT, `${JSON.stringify({ authors: counts.length, measures, words })}\n`);
console.log(`${counts.length} writers of ${authors.size}, ${total} words`);

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
