import { seededRandom } from '../../core/support/random.ts';
import { isAllRight } from '../../core/tasks/complete/right.ts';
import { quantile } from '../bootstrap.ts';
import type { Metric, Row } from '../metrics.ts';
import { KINDS, type Kind } from './places.ts';
import { allOrNothing, countWords, isFirstRight, read, type Shown, wordByWord } from './reader.ts';
import type { Outcome } from './typist.ts';

const RESAMPLES = 1000;
/** Of equal width, from 0 to 1. */
const BINS = 10;

/** Results at some places. Shares of places, of what is shown, or per 100 characters typed. */
interface PlaceFigures {
  places: number;
  shown: number;
  firstWordRight: number;
  allRight: number;
  /** Shown with a wrong first word, as a share of all places. */
  wrongShow: number;
  /** Words in what is shown. */
  words: number;
}

/** Results of typing under a system, over all its places and by their kind. */
export interface TypingFigures extends PlaceFigures {
  /** Queries that were typed. */
  n: number;
  charactersSaved: number;
  charactersSavedByWord: number;
  secondsSaved: number;
  /** Difference between p and the share that was right, of everything that was given a p, shown or not. */
  ece: number;
  /** What chance alone makes of it with so few places, were every p exactly right. */
  eceByChance: number;
  cpuMs: { p50: number; p95: number } | null;
  kinds: Record<Kind, PlaceFigures>;
  /** 95 % intervals: queries are drawn with replacement. */
  intervals: Record<string, [low: number, high: number]>;
  /** Of each tenth of p, shown or not: how often, its mean, and the share that was all right. */
  reliability: { n: number; p: number; right: number }[];
}

/** Sums of one query, from which every figure is made. @param characters that were typed */
export function typedRow(outcomes: readonly Outcome[], characters: number): Row {
  const row: Record<string, number> = { characters };
  const add = (name: string, value: number) => {
    row[name] = (row[name] ?? 0) + value;
  };
  const shown: Shown[] = outcomes.filter(({ text }) => text !== '');
  for (const { place, text, judged } of outcomes) {
    for (const kind of ['all', place.kind]) {
      add(`${kind}.places`, 1);
      if (text === '') continue;
      add(`${kind}.shown`, 1);
      add(`${kind}.first`, isFirstRight(text, place.next) ? 1 : 0);
      add(`${kind}.right`, isAllRight(text, place.next) ? 1 : 0);
      add(`${kind}.words`, countWords(text));
    }
    if (!judged) continue;
    const bin = Math.min(BINS - 1, Math.floor(judged.p * BINS));
    add(`bin${bin}.n`, 1);
    add(`bin${bin}.p`, judged.p);
    add(`bin${bin}.right`, isAllRight(judged.text, place.next) ? 1 : 0);
  }
  const whole = read(shown, allOrNothing);
  return { ...row, keys: whole.keys, seconds: whole.seconds, keysByWord: read(shown, wordByWord).keys };
}

const FIGURES: Record<string, { better: Metric['better']; of: (rows: readonly Row[]) => number }> = {
  shown: { better: 'higher', of: (rows) => share(rows, 'all.shown', 'all.places') },
  firstWordRight: { better: 'higher', of: (rows) => share(rows, 'all.first', 'all.shown') },
  allRight: { better: 'higher', of: (rows) => share(rows, 'all.right', 'all.shown') },
  wrongShow: {
    better: 'lower',
    of: (rows) => share(rows, 'all.shown', 'all.places') - share(rows, 'all.first', 'all.places'),
  },
  charactersSaved: { better: 'higher', of: (rows) => 100 * share(rows, 'keys', 'characters') },
  charactersSavedByWord: { better: 'higher', of: (rows) => 100 * share(rows, 'keysByWord', 'characters') },
  secondsSaved: { better: 'higher', of: (rows) => 100 * share(rows, 'seconds', 'characters') },
  ece: { better: 'lower', of: calibrationError },
};

/** The figures of typing that systems are compared by. */
export const TYPING_METRICS: readonly Metric[] = Object.entries(FIGURES).map(([name, { better, of }]) => ({
  ...{ task: 'typing', name, kind: 'typed', better, of },
}));

/** @param cpuMs milliseconds of processor time of each request whose prompt had been read */
export function typingFigures(rows: readonly Row[], cpuMs: readonly number[], seed: number): TypingFigures {
  const value = (name: string) => FIGURES[name].of(rows);
  const sorted = [...cpuMs].sort((a, b) => a - b);
  return {
    n: rows.length,
    ...placeFigures(rows, 'all'),
    charactersSaved: value('charactersSaved'),
    charactersSavedByWord: value('charactersSavedByWord'),
    secondsSaved: value('secondsSaved'),
    ece: value('ece'),
    eceByChance: errorByChance(rows),
    cpuMs: sorted.length > 0 ? { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) } : null,
    kinds: Object.fromEntries(KINDS.map((kind) => [kind, placeFigures(rows, kind)])) as TypingFigures['kinds'],
    intervals: intervalsOf(rows, seed),
    reliability: reliabilityOf(rows),
  };
}

function placeFigures(rows: readonly Row[], kind: string): PlaceFigures {
  const [places, shown] = [sum(rows, `${kind}.places`), sum(rows, `${kind}.shown`)];
  return {
    places,
    shown: ratio(shown, places),
    firstWordRight: share(rows, `${kind}.first`, `${kind}.shown`),
    allRight: share(rows, `${kind}.right`, `${kind}.shown`),
    wrongShow: ratio(shown - sum(rows, `${kind}.first`), places),
    words: share(rows, `${kind}.words`, `${kind}.shown`),
  };
}

function reliabilityOf(rows: readonly Row[]): TypingFigures['reliability'] {
  return Array.from({ length: BINS }, (_, bin) => ({
    n: sum(rows, `bin${bin}.n`),
    p: share(rows, `bin${bin}.p`, `bin${bin}.n`),
    right: share(rows, `bin${bin}.right`, `bin${bin}.n`),
  }));
}

/** Expected calibration error (Guo et al. 2017, arXiv 1706.04599) over ten bins. */
function calibrationError(rows: readonly Row[]): number {
  const bins = reliabilityOf(rows);
  const all = bins.reduce((total, { n }) => total + n, 0);
  return bins.reduce((error, { n, p, right }) => error + ratio(n, all) * Math.abs(p - right), 0);
}

/** The expected calibration error of exact probabilities: of each bin the mean deviation of a binomial share, √(2pq/πn). */
function errorByChance(rows: readonly Row[]): number {
  const bins = reliabilityOf(rows);
  const all = bins.reduce((total, { n }) => total + n, 0);
  return bins.reduce((error, { n, p }) => error + ratio(Math.sqrt((2 * p * (1 - p) * n) / Math.PI), all), 0);
}

function intervalsOf(rows: readonly Row[], seed: number): TypingFigures['intervals'] {
  const random = seededRandom(seed);
  const names = Object.keys(FIGURES);
  const samples = Array.from({ length: RESAMPLES }, () => {
    const drawn = Array.from(rows, () => rows[Math.floor(random() * rows.length)]);
    return names.map((name) => FIGURES[name].of(drawn));
  });
  return Object.fromEntries(
    names.map((name, column) => {
      const sorted = samples.map((sample) => sample[column]).sort((a, b) => a - b);
      return [name, [quantile(sorted, 0.025), quantile(sorted, 0.975)]];
    }),
  );
}

function share(rows: readonly Row[], part: string, whole: string): number {
  return ratio(sum(rows, part), sum(rows, whole));
}

/** A share of nothing is 0. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(rows: readonly Row[], field: string): number {
  return rows.reduce((total, row) => total + (row[field] ?? 0), 0);
}
