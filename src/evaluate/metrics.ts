import { MEASURED, type MeasuredName } from '../core/tasks/list.ts';
import { median } from '../core/train/heldout.ts';
import type { Task } from './systems.ts';

/** The result of one query, by name. */
export type Row = Readonly<Record<string, number>>;

/** What is measured at a query; each kind has its own rows, since not every query serves for every kind. */
type Kind = MeasuredName | 'tags' | 'cost' | 'typing' | 'typed';

/** The results of the queries under one system: by kind, then by the query's id, in order of time. */
export type Outcomes = Record<Kind, Map<string, Row>>;

export interface Metric {
  task: Task;
  name: string;
  kind: Kind;
  better: 'higher' | 'lower';
  /** Value over some queries; at least one. */
  of: (rows: readonly Row[]) => number;
}

/** The figures' names in the result; those of typing are in `typing/figures.ts`. */
export const METRICS: readonly Metric[] = [
  ...MEASURED.flatMap(([task]) =>
    ['rouge1', 'rougeL'].map(
      (name): Metric => ({
        task,
        name,
        kind: task,
        better: 'higher',
        of: (rows) => mean(rows, name),
      }),
    ),
  ),
  { task: 'tags', name: 'acc1', kind: 'tags', better: 'higher', of: (rows) => mean(rows, 'first') },
  { task: 'tags', name: 'f1', kind: 'tags', better: 'higher', of: microF1 },
  { task: 'tags', name: 'meanF1', kind: 'tags', better: 'higher', of: (rows) => mean(rows, 'f1') },
  { task: 'completion', name: 'bitsPerByte', kind: 'cost', better: 'lower', of: (rows) => mean(rows, 'bitsPerByte') },
  {
    task: 'completion',
    name: 'medianBitsPerByte',
    kind: 'cost',
    better: 'lower',
    of: (rows) => median(rows.map(({ bitsPerByte }) => bitsPerByte)),
  },
  {
    task: 'completion',
    name: 'keystrokesSaved',
    kind: 'typing',
    better: 'higher',
    of: (rows) => sum(rows, 'saved') / sum(rows, 'characters'),
  },
];

export function noOutcomes(): Outcomes {
  const written = Object.fromEntries(MEASURED.map(([task]) => [task, new Map()])) as Record<
    MeasuredName,
    Map<string, Row>
  >;
  return { ...written, tags: new Map(), cost: new Map(), typing: new Map(), typed: new Map() };
}

/** F1 over all tags of all queries together. */
function microF1(rows: readonly Row[]): number {
  const all = sum(rows, 'suggested') + sum(rows, 'wanted');
  return all === 0 ? 0 : (2 * sum(rows, 'right')) / all;
}

function sum(rows: readonly Row[], field: string): number {
  return rows.reduce((total, row) => total + row[field], 0);
}

function mean(rows: readonly Row[], field: string): number {
  return sum(rows, field) / rows.length;
}
