import fs from 'node:fs';
import path from 'node:path';
import { OwnhandError } from '../../src/core/support/errors.ts';
import { macroFigure } from '../../src/evaluate/macro.ts';
import { METRICS } from '../../src/evaluate/metrics.ts';
import { systemsPlot } from '../../src/evaluate/plots/systems.ts';
import { SYSTEMS } from '../../src/evaluate/systems.ts';
import { authorsPlot } from './plots.ts';
import { type AuthorResult, type Study, sha256 } from './study.ts';
import {
  adapterTable,
  authorTable,
  comparisonTable,
  gateRows,
  gateTable,
  macroTable,
  targets,
  verdicts,
  withGate,
} from './tables.ts';

/** Writes the report of what has been evaluated so far: `study.md` and `study.json` in the work folder. */
export async function writeReport(study: Study): Promise<void> {
  const { seed, work } = study.options;
  const { results, commits } = study.results('main');
  if (results.length === 0) throw new OwnhandError('bad-input', 'Nothing has been evaluated yet.');
  const authors = withGate(results);
  const comparisons = targets(authors, seed);
  const gate = gateRows(authors);
  const figures = {
    systems: Object.fromEntries(
      SYSTEMS.map(({ name }) => [
        name,
        Object.fromEntries(METRICS.map((metric) => [metric.name, macroFigure(authors, metric, name, seed)])),
      ]),
    ),
    comparisons,
    gate,
    authors: results.map(({ result }) => result),
  };
  const hash = sha256(JSON.stringify(figures));
  const report = [
    '# Study over authors',
    '',
    ...about(study, results, commits),
    '',
    `Hash of all figures: \`${hash.slice(0, 16)}\`.`,
    '',
    '## Systems',
    '',
    'Mean over authors of each author’s own figure.',
    '',
    '![Systems](systems.svg)',
    '',
    ...macroTable(authors, seed),
    '',
    '## Gains',
    '',
    'Gain of the first system over the second, as a share of the second’s figure; above zero is better. Paired bootstrap over queries within each author, 95 % interval, 1000 resamples. Bold: the interval excludes zero. The best of several systems is chosen by these very figures, on both sides.',
    '',
    ...comparisonTable(comparisons),
    '',
    ...verdicts(comparisons),
    '',
    '## Gate',
    '',
    'What is served with the gate on, against what would be without a personal adapter.',
    '',
    ...gateTable(gate),
    '',
    '## Authors',
    '',
    '![Gain by author](authors.svg)',
    '',
    ...authorTable(authors),
    '',
    '## Adapters',
    '',
    ...adapterTable(results),
    '',
    ...analysesIn(work),
  ].join('\n');
  fs.writeFileSync(
    path.join(work, 'systems.svg'),
    systemsPlot('Systems, mean over authors with 95 % intervals', authors, seed),
  );
  fs.writeFileSync(path.join(work, 'authors.svg'), authorsPlot(authors, seed));
  fs.writeFileSync(path.join(work, 'study.md'), report);
  fs.writeFileSync(path.join(work, 'study.json'), `${JSON.stringify({ hash, commits, ...figures }, null, 1)}\n`);
  process.stdout.write(`${report}\n`);
}

/** The pages of the analyses that have been made. */
function analysesIn(work: string): string[] {
  return fs
    .readdirSync(work)
    .filter((name) => /^analysis-.*\.md$/.test(name))
    .sort()
    .map((name) => fs.readFileSync(path.join(work, name), 'utf8'));
}

/** How it was done, in a paragraph. */
function about({ base, task }: Study, results: readonly AuthorResult[], commits: readonly string[]): string[] {
  const { split, seed, limit, threads } = results[0].result.settings;
  const queries = results.reduce((sum, { result }) => sum + result.queries, 0);
  const lines = [
    `${results.length} authors, ${queries} queries${limit === null ? '' : ` (at most ${limit} an author)`}: the first ${100 * split} % of each author’s items are history, queries come after it. ` +
      `Seed ${seed}, base model ${base.id} (${base.manifest.sha256.slice(0, 12)}), ${task ? `task adapter ${task.sha256.slice(0, 12)}` : 'no task adapter'}, ${threads} threads. Sources at ${commits.join(', ')}.`,
  ];
  if (commits.length > 1) lines.push('', 'The authors were not all evaluated by the same version of the sources.');
  return lines;
}
