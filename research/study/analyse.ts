import fs from 'node:fs';
import path from 'node:path';
import { DECISIVE, HEADINGS } from '../../src/evaluate/headings.ts';
import { type AuthorRows, macroCompare, macroFigure } from '../../src/evaluate/macro.ts';
import { figure, markdownTable, percent } from '../../src/evaluate/markdown.ts';
import { barPlot } from '../../src/evaluate/plots/bars.ts';
import { linePlot } from '../../src/evaluate/plots/lines.ts';
import type { Analysis } from './analyses.ts';
import { inTurn, type Study } from './study.ts';

/** Makes one analysis over the study's authors, and writes its table, figures and plot. */
export async function analyse(study: Study, analysis: Analysis): Promise<void> {
  const { authors } = study.options;
  const rows: AuthorRows[] = [];
  const labels = new Set<string>();
  await inTurn(
    analysis.name,
    authors,
    async (author) => {
      const merged: AuthorRows = { author: author.name, rows: {} };
      for (const { label, training, part } of await analysis.settings(study, author)) {
        labels.add(label);
        const key = { whose: training.author.name, part: part?.key, lessons: training.lessons, train: training.train };
        const learnt = { name: training.name, learnt: training.part?.key };
        const options = { systems: analysis.systems, keystrokes: { limit: 0 } };
        const { rows: bySystem } = await study.evaluate(
          // Amounts that an author does not have are all the same.
          `${analysis.name}-${analysis.grows && !part ? 'all' : label.replaceAll(' ', '-')}`,
          author,
          { ...key, ...learnt },
          options,
          async () => ({ trained: { own: await study.train(training) }, part }),
        );
        for (const [system, kinds] of Object.entries(bySystem)) merged.rows[named(system, label)] = kinds;
      }
      rows.push(merged);
    },
    ({ name }) => name,
  );
  write(study, analysis, rows, [...labels]);
}

/** A system in a setting, treated as a separate system. */
function named(system: string, label: string): string {
  return `${system} (${label})`;
}

function write(study: Study, { name, title, about, systems, grows }: Analysis, rows: AuthorRows[], labels: string[]) {
  const { seed, work, limit } = study.options;
  const value = (system: string, label: string, metric: (typeof DECISIVE)[number]) =>
    macroFigure(rows, metric, named(system, label), seed);
  const last = labels[labels.length - 1];
  const table = labels.flatMap((label) =>
    systems.flatMap((system) => {
      const cells = DECISIVE.flatMap((metric) => {
        const found = value(system, label, metric);
        const gain =
          label === last ? null : macroCompare(rows, metric, named(system, label), named(system, last), seed);
        const told = gain ? `${percent(gain.gain)} (${percent(gain.low)} to ${percent(gain.high)})` : '–';
        return [found ? figure(found.value) : '–', told];
      });
      return cells.every((cell) => cell === '–') ? [] : [[label, system, ...cells]];
    }),
  );
  const head = DECISIVE.flatMap((metric) => [HEADINGS[metric.name], `against ${last}`]);
  const figures = labels.map((label) => ({
    label,
    systems: Object.fromEntries(
      systems.map((system) => [
        system,
        Object.fromEntries(DECISIVE.map((metric) => [metric.name, value(system, label, metric)])),
      ]),
    ),
  }));
  const format = (number: number) => number.toFixed(3);
  const plot = grows
    ? linePlot(
        title,
        labels,
        DECISIVE.map((metric) => ({
          heading: HEADINGS[metric.name],
          series: systems.map((system) => ({
            label: system,
            points: labels.map((label) => value(system, label, metric)),
          })),
          format,
        })),
      )
    : barPlot(
        title,
        DECISIVE.map((metric) => ({
          heading: HEADINGS[metric.name],
          zero: metric.better === 'higher',
          bars: systems.flatMap((system, group) =>
            labels.flatMap((label) => {
              const found = value(system, label, metric);
              return found ? [{ label: named(system, label), group, ...found }] : [];
            }),
          ),
          format,
        })),
      );
  const page = [
    `## ${title}`,
    '',
    `${about} ${rows.length} authors, at most ${limit} queries each, seed ${seed}; mean over authors. “Against ${last}” is the gain over the same system in that setting, with its 95 % interval; above zero is better.`,
    '',
    `![${title}](analysis-${name}.svg)`,
    '',
    ...markdownTable(['Setting', 'System', ...head], table),
    '',
  ].join('\n');
  fs.writeFileSync(path.join(work, `analysis-${name}.svg`), plot);
  fs.writeFileSync(path.join(work, `analysis-${name}.md`), page);
  const authors = rows.map(({ author }) => author);
  const json = { analysis: name, authors, seed, limit, settings: figures };
  fs.writeFileSync(path.join(work, `analysis-${name}.json`), `${JSON.stringify(json, null, 1)}\n`);
  process.stdout.write(`${page}\n`);
}
