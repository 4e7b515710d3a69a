import type { AdapterReport } from './adapters.ts';
import type { Contestant } from './bench.ts';
import { pairedBootstrap } from './bootstrap.ts';
import { METRICS, type Metric, type Row } from './metrics.ts';
import { COMPARISON_ORDER, type Task } from './systems.ts';

/** A system's figures on one task, and the number of queries behind them; null where no query served for a figure. */
export type TaskResult = Record<string, number | null> & { n: number };

/** System `a` less system `b`, with its 95 % interval. */
export interface Difference {
  task: Task;
  metric: string;
  better: Metric['better'];
  a: string;
  b: string;
  difference: number;
  low: number;
  high: number;
  /** Queries that both were measured on. */
  n: number;
}

/** What an evaluation found. It holds no times, so that the same run gives the same result. */
export interface EvalResult {
  author: string;
  /** Items before the split, and items asked about. */
  history: number;
  queries: number;
  systems: Record<string, Partial<Record<Task, TaskResult>>>;
  differences: Difference[];
  /** Systems left out, each with the reason. */
  omitted: { system: string; why: string }[];
  model: { id: string; sha256: string };
  /** The frozen task adapter under the `task` and `oppu` systems; null while they stand on the base itself. */
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
    /** Whose adapter the wrong user's is. */
    others: string | null;
    device: string;
    threads: number;
  };
}

/** The figures of one system, over the queries that serve for each. */
export function figuresOf({ outcomes }: Contestant): Partial<Record<Task, TaskResult>> {
  const out: Partial<Record<Task, TaskResult>> = {};
  for (const metric of METRICS) {
    const rows = [...outcomes[metric.kind].values()];
    // Completion's queries are those whose text was graded; a short one may have no place to type at.
    if (rows.length === 0 && metric.kind !== 'typing') continue;
    if (metric.kind === 'typing' && outcomes.cost.size === 0) continue;
    out[metric.task] ??= { n: rows.length };
    out[metric.task]![metric.name] = rows.length > 0 ? metric.of(rows) : null;
  }
  return out;
}

/** Every pair of systems on every figure, the one that knows more as `a`. */
export function differencesBetween(contestants: readonly Contestant[], seed: number): Difference[] {
  const ordered = [...contestants].sort(
    (x, y) => COMPARISON_ORDER.indexOf(x.system.name) - COMPARISON_ORDER.indexOf(y.system.name),
  );
  const out: Difference[] = [];
  for (const metric of METRICS) {
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
