import { table as columns } from '../../src/cli/output.ts';
import { median } from '../../src/core/train/heldout.ts';
import type { Figures, Row, RowResult } from './experiment.ts';

/**
 * Sums up the runs of an experiment for one row. The ratio is taken within each pair, because the machine's other load
 * changes from minute to minute and affects both of a pair.
 * @param ours figures of our runs, in order
 * @param theirs the peer's, in the same order; empty if the peer is not installed
 */
export function summarise(
  row: Row,
  ours: Figures[],
  theirs: Figures[],
  peer: string | null,
  command: string,
): RowResult {
  const values = ours.map((figures, pair) => row.value(figures, theirs[pair]));
  const peerValues = theirs.map((figures) => (row.peerValue ?? row.value)(figures));
  const ratios = peerValues.map((value, pair) => (row.better === 'more' ? values[pair] / value : value / values[pair]));
  const paired = ratios.length > 0;
  return {
    name: row.name,
    value: median(values),
    unit: row.unit,
    peer: paired ? peer : null,
    peerValue: paired ? median(peerValues) : null,
    ratio: paired ? median(ratios) : null,
    low: paired ? Math.min(...ratios) : null,
    high: paired ? Math.max(...ratios) : null,
    ...(row.detail !== undefined && { detail: ours.at(-1)?.[row.detail] }),
    command,
  };
}

/** The rows as a plain table for the terminal. */
export function table(rows: RowResult[]): string {
  const number = (value: number | null) =>
    value === null ? '–' : value.toLocaleString('en', { maximumSignificantDigits: 4, useGrouping: false });
  const cells = rows.map((row) => [
    row.name,
    `${number(row.value)} ${row.unit}`,
    row.peer ?? '–',
    row.peerValue === null ? '–' : `${number(row.peerValue)} ${row.unit}`,
    row.ratio === null ? '–' : `${row.ratio.toFixed(2)} (${row.low?.toFixed(2)}–${row.high?.toFixed(2)})`,
  ]);
  return columns([['name', 'Ownhand', 'peer', 'its figure', 'ratio, greater is better'], ...cells]);
}
