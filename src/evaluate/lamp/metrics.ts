import type { Metric, Row } from '../metrics.ts';
import { f1, rouge1, rougeL } from '../rouge.ts';
import type { LampName } from './names.ts';

/** A figure of the benchmark. */
export type LampMetric = Pick<Metric, 'name' | 'better' | 'of'>;

/** The position of a label among all; −1, which no label has, for an answer that is not a label. */
export function labelRow(answer: string, gold: string, labels: readonly string[]): Row {
  return { given: labels.indexOf(answer.trim()), gold: labels.indexOf(gold.trim()) };
}

/**
 * A rating's distance from the right one. An answer that is not a number counts as 1 or 5, whichever is farther from
 * the right one.
 */
export function ratingRow(answer: string, gold: string): Row {
  const right = Number(gold);
  const given = isNumber(answer) ? Number(answer) : Math.abs(1 - right) > Math.abs(5 - right) ? 1 : 5;
  return { error: given - right };
}

export function textRow(answer: string, gold: string): Row {
  const [ours, theirs] = [answer.trim(), gold.trim()];
  return { rouge1: rouge1(ours, theirs), rougeL: rougeL(ours, theirs) };
}

/** The figures that the benchmark's own evaluation prints for a task (its `eval/evaluation.py`). */
export function lampMetrics(task: LampName, labels: readonly string[]): LampMetric[] {
  if (task === 'LaMP-1' || task === 'LaMP-2') {
    return [
      { name: 'accuracy', better: 'higher', of: (rows) => mean(rows, ({ given, gold }) => (given === gold ? 1 : 0)) },
      { name: 'f1', better: 'higher', of: (rows) => macroF1(rows, labels.length) },
    ];
  }
  if (task === 'LaMP-3') {
    return [
      { name: 'mae', better: 'lower', of: (rows) => mean(rows, ({ error }) => Math.abs(error)) },
      { name: 'rmse', better: 'lower', of: (rows) => Math.sqrt(mean(rows, ({ error }) => error * error)) },
    ];
  }
  return [
    { name: 'rouge1', better: 'higher', of: (rows) => mean(rows, (row) => row.rouge1) },
    { name: 'rougeL', better: 'higher', of: (rows) => mean(rows, (row) => row.rougeL) },
  ];
}

/** Mean of the F1 of every label of the list; a label that is neither right nor given anywhere has 0. */
function macroF1(rows: readonly Row[], labels: number): number {
  let sum = 0;
  for (let label = 0; label < labels; label++) {
    const given = rows.filter((row) => row.given === label).length;
    const gold = rows.filter((row) => row.gold === label).length;
    const right = rows.filter((row) => row.given === label && row.gold === label).length;
    sum += f1(right, given, gold);
  }
  return sum / labels;
}

function mean(rows: readonly Row[], value: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
}

function isNumber(text: string): boolean {
  return /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text);
}
