import fs from 'node:fs';
import path from 'node:path';
import type { Adapter } from '../../src/core/adapter/layout.ts';
import { markdownTable } from '../../src/evaluate/markdown.ts';
import { heatmap } from '../../src/evaluate/plots/heatmap.ts';
import { OLD_HALF, RECENT_HALF } from './analyses.ts';
import { personal } from './main.ts';
import { similarity } from './similarity.ts';
import { inTurn, type Study } from './study.ts';

/**
 * How similar the authors' adapters are, and for comparison how similar one author's own are: trained again from
 * another seed, and on the two halves of the history.
 */
export async function similarities(study: Study): Promise<void> {
  const { authors, again: compared, seed, work } = study.options;
  const adapters: Adapter[] = [];
  const again: number[] = [];
  const halves: number[] = [];
  await inTurn(
    'compared',
    authors,
    async (author) => {
      const { adapter } = await study.train(personal(author));
      adapters.push(adapter);
      if (!compared.includes(author)) return;
      const reseeded = await study.train({ name: 'other-seed', author, seed: seed + 1 });
      again.push(similarity(adapter, reseeded.adapter));
      const old = await study.train({ name: 'old-half', author, part: OLD_HALF });
      const recent = await study.train({ name: 'recent-half', author, part: RECENT_HALF });
      halves.push(similarity(old.adapter, recent.adapter));
    },
    ({ name }) => name,
  );
  const matrix = adapters.map((x) => adapters.map((y) => similarity(x, y)));
  const names = authors.map(({ name }) => name);
  const kinds = authors.map(({ kind }) => kind);
  const pairs = matrix.flatMap((row, i) => row.flatMap((value, j) => (j > i ? [{ i, j, value }] : [])));
  const alike = pairs.filter(({ i, j }) => kinds[i] === kinds[j]).map(({ value }) => value);
  const unlike = pairs.filter(({ i, j }) => kinds[i] !== kinds[j]).map(({ value }) => value);
  const means = { sameKind: mean(alike), otherKind: mean(unlike), sameAuthorOtherSeed: mean(again) };
  const summary = { ...means, sameAuthorHalves: mean(halves) };
  const cell = (value: number | null) => (value === null ? '–' : value.toFixed(3));
  const page = [
    '## Similarity between authors’ adapters',
    '',
    `Cosine of the changes of weights, averaged over the linear layers; the task adapter beneath is not part of it. Trained again: ${compared.map(({ name }) => name).join(', ') || 'nobody'}.`,
    '',
    '![Similarity between authors’ adapters](analysis-similarity.svg)',
    '',
    ...markdownTable(
      ['Adapters of', 'Mean cosine'],
      [
        ['two authors of one kind', cell(summary.sameKind)],
        ['two authors of different kinds', cell(summary.otherKind)],
        ['one author, another seed', cell(summary.sameAuthorOtherSeed)],
        ['one author, old and recent half', cell(summary.sameAuthorHalves)],
      ],
    ),
    '',
    ...markdownTable(
      ['', ...names],
      matrix.map((row, i) => [names[i], ...row.map(cell)]),
    ),
    '',
  ].join('\n');
  fs.writeFileSync(
    path.join(work, 'analysis-similarity.svg'),
    heatmap('Similarity between authors’ adapters', names, matrix),
  );
  fs.writeFileSync(path.join(work, 'analysis-similarity.md'), page);
  const json = { analysis: 'similarity', authors: names, seed, matrix, again, halves, summary };
  fs.writeFileSync(path.join(work, 'analysis-similarity.json'), `${JSON.stringify(json, null, 1)}\n`);
  process.stdout.write(`${page}\n`);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
