import { losesIn } from '../../src/core/train/heldout.ts';
import { DECISIVE, HEADINGS } from '../../src/evaluate/headings.ts';
import { bestOf, type MacroComparison, macroCompare, macroFigure } from '../../src/evaluate/macro.ts';
import { figure, markdownTable, percent } from '../../src/evaluate/markdown.ts';
import { METRICS, type Metric } from '../../src/evaluate/metrics.ts';
import { SYSTEMS, TASKS, type Task } from '../../src/evaluate/systems.ts';
import type { AuthorResult } from './study.ts';

/** What serves an author whose adapter the gate leaves off. */
export const FALLBACK = 'task+rag+profile';
/** What serves an author whose adapter is on. */
export const SERVED = 'oppu+rag+profile';
/** The same behind the gate, as a system of its own. */
const GATED = `${SERVED}, gated`;

const PERSONAL = ['oppu', 'oppu+rag', 'oppu+rag+profile'];
const IMPERSONAL = ['base', 'task', 'task+rag', 'task+profile', 'task+rag+profile'];
const CONTROLS = ['tag-frequency', 'tag-neighbours'];

/** The one figure of each task that the gate is judged by. */
const OF_TASK: Record<Exclude<Task, 'typing'>, string> = {
  tags: 'f1',
  title: 'rougeL',
  description: 'rougeL',
  completion: 'bitsPerByte',
};

/** Adds to each author what is served behind the gate. */
export function withGate(results: readonly AuthorResult[]): AuthorResult[] {
  return results.map((author) => {
    const served = author.rows[author.result.adapters.own?.enabled ? SERVED : FALLBACK];
    const plain = author.rows[FALLBACK];
    if (!served || !plain) return author;
    const gated = {
      ...served,
      ...(isOff(author, 'title') && { title: plain.title }),
      ...(isOff(author, 'tags') && { tags: plain.tags }),
    };
    return { ...author, rows: { ...author.rows, [GATED]: gated } };
  });
}

/** Whether the gate leaves the adapter off in this task. */
function isOff({ result }: AuthorResult, task: Task): boolean {
  const own = result.adapters.own;
  return !own?.enabled || ((task === 'title' || task === 'tags') && losesIn(own.heldout, task));
}

/** Every system's macro figures. */
export function macroTable(authors: readonly AuthorResult[], seed: number): string[] {
  const systems = [...SYSTEMS.map(({ name }) => name), GATED];
  const rows = systems.flatMap((name) => {
    const values = METRICS.map((metric) => macroFigure(authors, metric, name, seed)?.value);
    return values.some((value) => value !== undefined) ? [[name, ...values.map(figure)]] : [];
  });
  return markdownTable(['System', ...METRICS.map(({ name }) => HEADINGS[name])], rows);
}

/** The requirement for each figure: the best personal system against all that it must beat. */
export function targets(authors: readonly AuthorResult[], seed: number): MacroComparison[] {
  return DECISIVE.flatMap((metric) => {
    const ours = bestOf(authors, metric, PERSONAL);
    const theirs = bestOf(authors, metric, IMPERSONAL);
    if (ours === null || theirs === null) return [];
    const pairs: [string, string][] = [
      [ours, theirs],
      [SERVED, FALLBACK],
      [ours, 'wrong-user'],
      [SERVED, 'wrong-user'],
      ['wrong-user', FALLBACK],
      ...CONTROLS.map((control): [string, string] => [ours, control]),
      [GATED, FALLBACK],
    ];
    const distinct = pairs.filter(([a, b], at) => pairs.findIndex(([x, y]) => x === a && y === b) === at);
    return distinct.flatMap(([a, b]) => macroCompare(authors, metric, a, b, seed) ?? []);
  });
}

export function comparisonTable(comparisons: readonly MacroComparison[]): string[] {
  return markdownTable(
    ['Figure', 'System', 'against', 'Figures', 'Gain', '95 % interval', 'Authors', 'Queries'],
    comparisons.map(({ metric, a, b, aValue, bValue, gain, low, high, authors, queries }) => [
      HEADINGS[metric],
      a,
      b,
      `${figure(aValue)} / ${figure(bValue)}`,
      low > 0 || high < 0 ? `**${percent(gain)}**` : percent(gain),
      `${percent(low)} to ${percent(high)}`,
      String(authors),
      String(queries),
    ]),
  );
}

/** Which gains are personal: above zero against the wrong user's adapter, and for tags also against both controls. */
export function verdicts(comparisons: readonly MacroComparison[]): string[] {
  return DECISIVE.flatMap(({ name }) => {
    const about = comparisons.filter(({ metric }) => metric === name);
    const main = about[0];
    if (!main) return [];
    const needed = about.filter(({ a, b }) => a === main.a && [main.b, 'wrong-user', ...CONTROLS].includes(b));
    const failed = needed.filter(({ low }) => low <= 0);
    const what = `${HEADINGS[name]}: ${main.a} against ${main.b} ${percent(main.gain)}`;
    if (failed.length === 0) return [`- ${what}; better than every control too, so the gain is personal.`];
    const against = failed.map(({ b, gain }) => `${b} (${percent(gain)})`).join(', ');
    return [`- ${what}; **not shown to be personal**: the interval does not exclude zero against ${against}.`];
  });
}

/** Each author's figures with and without the personal adapter. */
export function authorTable(authors: readonly AuthorResult[]): string[] {
  const head = DECISIVE.flatMap(({ name }) => [`${HEADINGS[name]}: ${FALLBACK}`, SERVED, 'wrong-user']);
  const rows = authors.map((author) => [
    author.author,
    String(author.result.history),
    String(author.result.queries),
    ...DECISIVE.flatMap((metric) => [FALLBACK, SERVED, 'wrong-user'].map((name) => figure(own(author, metric, name)))),
    author.result.adapters.own?.enabled ? 'on' : 'off',
  ]);
  return markdownTable(['Author', 'History', 'Queries', ...head, 'Gate'], rows);
}

/** What an author loses or gains with the gate on, and whether that is within the requirement. */
export interface GateRow {
  author: string;
  /** Tasks that the adapter serves. */
  on: Task[];
  /** Gain of what is served over what would be without a personal adapter, by task. */
  gains: Partial<Record<Task, number>>;
  /** Fewer than two of the tasks lose more than 1 %. */
  fine: boolean;
}

export function gateRows(authors: readonly AuthorResult[]): GateRow[] {
  return authors.map((author) => {
    const gains: GateRow['gains'] = {};
    for (const [task, name] of Object.entries(OF_TASK) as [Task, string][]) {
      const metric = METRICS.find((each) => each.task === task && each.name === name)!;
      const [ours, theirs] = [own(author, metric, GATED), own(author, metric, FALLBACK)];
      if (ours === null || theirs === null) continue;
      const better = metric.better === 'higher' ? ours - theirs : theirs - ours;
      gains[task] = better === 0 ? 0 : better / theirs;
    }
    const losses = Object.values(gains).filter((gain) => gain < -0.01).length;
    return {
      author: author.author,
      on: TASKS.filter((task) => task in OF_TASK && !isOff(author, task)),
      gains,
      fine: losses < 2,
    };
  });
}

export function gateTable(rows: readonly GateRow[]): string[] {
  const cell = (gain: number | undefined) => (gain === undefined ? '–' : percent(gain));
  return markdownTable(
    ['Author', 'Adapter serves', 'Tags micro-F1', 'Title ROUGE-L', 'Bits per byte', 'At most one task loses over 1 %'],
    rows.map(({ author, on, gains, fine }) => [
      author,
      on.length === 0 ? 'off' : on.join(', '),
      ...[gains.tags, gains.title, gains.completion].map(cell),
      fine ? 'yes' : '**no**',
    ]),
  );
}

/** How the adapters turned out. */
export function adapterTable(authors: readonly AuthorResult[]): string[] {
  return markdownTable(
    [
      'Author',
      'Items',
      'Steps',
      'Loss first',
      'last',
      'Held-out bits per byte: without',
      'with',
      'median without',
      'with',
    ],
    authors.flatMap(({ author, result: { adapters } }) => {
      const { own } = adapters;
      if (!own) return [];
      const { heldout } = own;
      const figures = [own.lossFirst, own.lossLast, heldout.base, heldout.adapter];
      const medians = [heldout.median.base, heldout.median.adapter];
      return [[author, String(own.items), String(own.steps), ...[...figures, ...medians].map(figure)]];
    }),
  );
}

function own({ rows }: AuthorResult, metric: Metric, system: string): number | null {
  const asked = Object.values(rows[system]?.[metric.kind] ?? {});
  return asked.length > 0 ? metric.of(asked) : null;
}
