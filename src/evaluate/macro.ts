import { seededRandom } from '../core/support/random.ts';
import { quantile } from './bootstrap.ts';
import type { Contestant } from './evalContext.ts';
import type { Metric, Outcomes, Row } from './metrics.ts';
import type { Task } from './systems.ts';

/** Each system's result at each of an author's queries: by system, kind of row and query. */
export interface AuthorRows {
  author: string;
  rows: Record<string, Record<keyof Outcomes, Record<string, Row>>>;
}

/** A system's figure: the mean of the authors' own figures, with its 95 % interval. */
export interface MacroFigure {
  value: number;
  low: number;
  high: number;
  authors: number;
  queries: number;
}

/** How much better system `a` is than `b`, on the queries that both were asked. */
export interface MacroComparison {
  task: Task;
  metric: string;
  a: string;
  b: string;
  aValue: number;
  bValue: number;
  /** How much better `a` is, as a share of `b`'s figure; above 0 is better, whichever direction the metric has. */
  gain: number;
  low: number;
  high: number;
  authors: number;
  queries: number;
}

const RESAMPLES = 1000;

export function rowsOf(contestants: readonly Contestant[]): AuthorRows['rows'] {
  return Object.fromEntries(
    contestants.map(({ system, outcomes }) => {
      const kinds = Object.entries(outcomes).map(([kind, byId]) => [kind, Object.fromEntries(byId)]);
      return [system.name, Object.fromEntries(kinds) as AuthorRows['rows'][string]];
    }),
  );
}

/** Mean over authors of a system's figure; null if no author has it. */
export function macroFigure(
  authors: readonly AuthorRows[],
  metric: Metric,
  system: string,
  seed: number,
): MacroFigure | null {
  const strata = strataOf(authors, metric, [system]);
  if (strata.length === 0) return null;
  const samples = resample(strata, metric, seed).map(([value]) => value);
  const [value] = macroMeans(strata, metric);
  return { value, ...interval(samples), ...counts(strata) };
}

/**
 * Compares two systems over authors. The bootstrap is paired and stratified: queries are drawn with replacement within
 * each author, the same ones for both systems, and the authors stay (Davison and Hinkley 1997, chapter 3).
 */
export function macroCompare(
  authors: readonly AuthorRows[],
  metric: Metric,
  a: string,
  b: string,
  seed: number,
): MacroComparison | null {
  const strata = strataOf(authors, metric, [a, b]);
  if (strata.length === 0) return null;
  const sign = metric.better === 'higher' ? 1 : -1;
  const gainOf = ([ours, theirs]: number[]) => (ours === theirs ? 0 : (sign * (ours - theirs)) / theirs);
  const means = macroMeans(strata, metric);
  return {
    ...{ task: metric.task, metric: metric.name, a, b, aValue: means[0], bValue: means[1], gain: gainOf(means) },
    ...interval(resample(strata, metric, seed).map(gainOf)),
    ...counts(strata),
  };
}

/** The best of some systems by their macro figure. */
export function bestOf(authors: readonly AuthorRows[], metric: Metric, systems: readonly string[]): string | null {
  const sign = metric.better === 'higher' ? 1 : -1;
  const valued = systems.flatMap((system) => {
    const strata = strataOf(authors, metric, [system]);
    return strata.length > 0 ? [{ system, value: sign * macroMeans(strata, metric)[0] }] : [];
  });
  return valued.sort((x, y) => y.value - x.value)[0]?.system ?? null;
}

/** One author's rows: for each system, the rows of the queries that all of them have, in the same order. */
type Stratum = Row[][];

function strataOf(authors: readonly AuthorRows[], { kind }: Metric, systems: readonly string[]): Stratum[] {
  return authors.flatMap(({ rows }) => {
    const byId = systems.map((system) => rows[system]?.[kind] ?? {});
    const ids = Object.keys(byId[0]).filter((id) => byId.every((known) => known[id] !== undefined));
    return ids.length === 0 ? [] : [byId.map((known) => ids.map((id) => known[id]))];
  });
}

/** Macro figure of every system. */
function macroMeans(strata: readonly Stratum[], metric: Metric): number[] {
  const figures = strata.map((stratum) => stratum.map((rows) => metric.of(rows)));
  return figures[0].map((_, system) => figures.reduce((sum, author) => sum + author[system], 0) / figures.length);
}

function resample(strata: readonly Stratum[], metric: Metric, seed: number): number[][] {
  const random = seededRandom(seed);
  return Array.from({ length: RESAMPLES }, () => {
    const drawn = strata.map((stratum) => {
      const { length } = stratum[0];
      const picked = Array.from({ length }, () => Math.floor(random() * length));
      return stratum.map((rows) => picked.map((index) => rows[index]));
    });
    return macroMeans(drawn, metric);
  });
}

function interval(samples: readonly number[]): { low: number; high: number } {
  const sorted = [...samples].sort((x, y) => x - y);
  return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
}

function counts(strata: readonly Stratum[]): { authors: number; queries: number } {
  return { authors: strata.length, queries: strata.reduce((sum, [rows]) => sum + rows.length, 0) };
}
