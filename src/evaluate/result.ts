import type { AdapterReport } from './adapters.ts';
import { pairedBootstrap } from './bootstrap.ts';
import type { Contestant } from './evalContext.ts';
import { METRICS, type Metric, type Row } from './metrics.ts';
import { COMPARISON_ORDER, type Task } from './systems.ts';
import { TYPING_METRICS, type TypingFigures, typingFigures } from './typing/figures.ts';

/** A system's figures on one task, and the number of queries behind them; null if no query contributed to a figure. */
type TaskResult = Record<string, number | null> & { n: number };

/** System `a` minus system `b`, with its 95 % interval. */
export interface Difference {
  task: Task;
  metric: string;
  better: Metric['better'];
  a: string;
  b: string;
  difference: number;
  low: number;
  high: number;
  /** Queries on which both were measured. */
  n: number;
}

/** A system's figures by task. */
export type SystemResult = Partial<Record<Exclude<Task, 'typing'>, TaskResult>> & { typing?: TypingFigures };

/** The findings of an evaluation. Except for typing's it contains no times, so the same run gives the same result. */
export interface EvalResult {
  author: string;
  /** Items before the split, and items asked about. */
  history: number;
  queries: number;
  systems: Record<string, SystemResult>;
  differences: Difference[];
  /** Systems left out, each with the reason. */
  omitted: { system: string; why: string }[];
  model: { id: string; sha256: string };
  /** The frozen task adapter beneath the `task` and `oppu` systems; null if they stand on the base itself. */
  taskAdapter: string | null;
  adapters: Record<string, AdapterReport>;
  settings: {
    split: number;
    limit: number | null;
    /** Characters of each query that were graded. */
    graded: number;
    seed: number;
    tasks: Task[];
    /** Tags suggested for each query. */
    tagsPerQuery: number;
    /** The author of the wrong user's adapter. */
    others: string | null;
    device: string;
    threads: number;
  };
}

/** The figures of one system, over the queries that contribute to each. */
export function figuresOf({ outcomes, cpuMs }: Contestant, seed: number): SystemResult {
  const out: Record<string, TaskResult> = {};
  for (const metric of METRICS) {
    const rows = [...outcomes[metric.kind].values()];
    // Completion's queries are those whose text was graded; a short one may have no place to type at.
    if (rows.length === 0 && metric.kind !== 'typing') continue;
    if (metric.kind === 'typing' && outcomes.cost.size === 0) continue;
    out[metric.task] ??= { n: rows.length };
    out[metric.task]![metric.name] = rows.length > 0 ? metric.of(rows) : null;
  }
  const typed = [...outcomes.typed.values()];
  return typed.length > 0 ? { ...out, typing: typingFigures(typed, cpuMs, seed) } : out;
}

/** A system's value of a figure, if it has one. */
export function valueIn(figures: SystemResult, { task, name }: Metric): number | null | undefined {
  return (figures[task] as Record<string, unknown> | undefined)?.[name] as number | null | undefined;
}

/** Every pair of systems on every figure, the one that knows more as `a`. */
export function differencesBetween(contestants: readonly Contestant[], seed: number): Difference[] {
  const ordered = [...contestants].sort(
    (x, y) => COMPARISON_ORDER.indexOf(x.system.name) - COMPARISON_ORDER.indexOf(y.system.name),
  );
  const out: Difference[] = [];
  for (const metric of [...METRICS, ...TYPING_METRICS]) {
    for (const [index, a] of ordered.entries()) {
      for (const b of ordered.slice(0, index)) {
        const pairs = pairsOf(a.outcomes[metric.kind], b.outcomes[metric.kind]);
        if (pairs.length === 0) continue;
        const { task, name, better } = metric;
        out.push({
          task,
          metric: name,
          better,
          a: a.system.name,
          b: b.system.name,
          ...pairedBootstrap(
            pairs.map(([row]) => row),
            pairs.map(([, row]) => row),
            metric.of,
            seed,
          ),
          n: pairs.length,
        });
      }
    }
  }
  return out;
}

function pairsOf(a: Map<string, Row>, b: Map<string, Row>): [Row, Row][] {
  return [...a].flatMap(([id, row]): [Row, Row][] => {
    const other = b.get(id);
    return other ? [[row, other]] : [];
  });
}
