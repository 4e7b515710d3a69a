import { HEADINGS } from './headings.ts';
import { figure, markdownTable, signed } from './markdown.ts';
import { METRICS } from './metrics.ts';
import { type Difference, type EvalResult, valueIn } from './result.ts';
import { SYSTEMS } from './systems.ts';
import { TYPING_METRICS } from './typing/figures.ts';

/** Pairs that show what a part adds; the JSON contains all others too. */
const TELLING: readonly [a: string, b: string][] = [
  ['task+rag', 'base'],
  ['task+profile', 'base'],
  ['task+rag+profile', 'base'],
  ['oppu', 'base'],
  ['oppu+rag', 'task+rag'],
  ['oppu+rag+profile', 'task+rag+profile'],
  ['wrong-user', 'task+rag+profile'],
  ['oppu+rag+profile', 'wrong-user'],
  ['oppu+rag+profile', 'tag-frequency'],
  ['oppu+rag+profile', 'tag-neighbours'],
  ['task+rag+profile', 'tag-neighbours'],
];

/** The result as a page of Markdown: what was done, the figures of every system, and the telling differences. */
export function reportMarkdown(result: EvalResult): string {
  const { author, history, queries, model, settings, omitted, taskAdapter } = result;
  const metrics = [...METRICS, ...TYPING_METRICS].filter(({ task }) => settings.tasks.includes(task));
  const rows = SYSTEMS.filter(({ name }) => name in result.systems).map(({ name }) => {
    const figures = result.systems[name];
    return [name, ...metrics.map((metric) => figure(valueIn(figures, metric)))];
  });
  const told = result.differences.filter(({ a, b }) => TELLING.some(([x, y]) => x === a && y === b));
  return [
    `# Evaluation: ${author}`,
    '',
    `${history} items before the split are history, ${queries} after it were asked about (split ${settings.split}, seed ${settings.seed}). ` +
      `Base model ${model.id} (${model.sha256.slice(0, 12)}), ${taskAdapter === null ? 'no task adapter' : `task adapter ${taskAdapter}`}, ${settings.device}, ${settings.threads} threads.` +
      (settings.others === null ? '' : ` The wrong user is ${settings.others}.`),
    '',
    ...markdownTable(['System', ...metrics.map(({ name }) => HEADINGS[name])], rows),
    '',
    '## Differences',
    '',
    'Paired bootstrap over queries, 95 % interval, 1000 resamples. Bold: the interval excludes zero.',
    '',
    ...markdownTable(
      ['Figure', 'System', 'against', 'Difference', '95 % interval', 'Queries'],
      told.map(differenceRow),
    ),
    ...Object.entries(result.adapters).flatMap(([name, adapter], index) => [
      ...(index === 0 ? ['', '## Adapters', ''] : []),
      `- ${name}: ${adapter.items} items, ${adapter.steps} steps, loss ${figure(adapter.lossFirst)} to ${figure(adapter.lossLast)} nats per token; at the end of its history ${figure(adapter.heldout.base)} bits per byte without and ${figure(adapter.heldout.adapter)} with it, so the gate ${adapter.enabled ? 'switches it on' : 'leaves it off'}.`,
    ]),
    ...omitted.flatMap(({ system, why }, index) => [
      ...(index === 0 ? ['', '## Left out', ''] : []),
      `- ${system}: ${why}`,
    ]),
    '',
  ].join('\n');
}

function differenceRow({ metric, a, b, difference, low, high, n, better }: Difference): string[] {
  const clear = low > 0 || high < 0;
  const value = signed(difference);
  return [
    `${HEADINGS[metric]} (${better} is better)`,
    a,
    b,
    clear ? `**${value}**` : value,
    `${signed(low)} to ${signed(high)}`,
    String(n),
  ];
}
