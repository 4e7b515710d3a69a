import path from 'node:path';
import { table as columns } from '../../src/cli/output.ts';
import { BaseModel } from '../../src/core/model/base.ts';
import { type BenchContext, type Figures, figure, ours } from './experiment.ts';
import { runProgram } from './program.ts';

/** How figures change as one size grows and everything else stays the same. */
export interface Growth {
  name: string;
  /** What grows. */
  size: string;
  values(context: BenchContext): number[];
  command(context: BenchContext, value: number): string[];
  figures: { title: string; value(figures: Figures): number }[];
}

export interface GrowthResult {
  name: string;
  size: string;
  points: { size: number; [figure: string]: number }[];
}

const TRAINING: Growth['figures'] = [
  { title: 'tokens/s', value: figure('tokensPerSecond') },
  { title: 's/step', value: figure('secondsPerStep') },
  { title: 'MB', value: figure('peakRssMb') },
];

/** A step of `train.fp32` with some of its sizes changed. */
const training = (...sizes: (string | number)[]) => ours('train', '--steps', 6, ...sizes);

/** All curves, in the order they run. */
export const GROWTH: Growth[] = [
  {
    name: 'train.tokens',
    size: 'tokens a step, in sequences of 256',
    values: () => [256, 512, 1024, 2048],
    command: (context, value) => training('--batch', value / 256, '--targets', value / 4)(context),
    figures: TRAINING,
  },
  {
    name: 'train.sequence',
    size: 'tokens a sequence, 1,024 a step',
    values: () => [64, 128, 256, 512, 1024],
    command: (context, value) => training('--sequence', value, '--batch', 1024 / value)(context),
    figures: TRAINING,
  },
  {
    name: 'train.rank',
    size: 'rank on q and v',
    values: () => [2, 8, 32, 128],
    command: (context, value) => training('--rank', value)(context),
    figures: TRAINING,
  },
  {
    name: 'train.blocks',
    size: 'adapted blocks, the upper ones',
    values: ({ modelFolder }) => {
      const { layers } = BaseModel.open(modelFolder).manifest.config;
      return [1, Math.round(layers / 4), Math.round(layers / 2), layers];
    },
    command: (context, value) => {
      const { layers } = BaseModel.open(context.modelFolder).manifest.config;
      return training('--lowest', layers - value)(context);
    },
    figures: TRAINING,
  },
  {
    name: 'decode.tokens',
    size: 'tokens before',
    values: () => [64, 256, 512, 1024, 1920],
    command: (context, value) => ours('decode', '--prefill', value, '--context', 2048, '--adapter', 'stacked')(context),
    figures: [
      { title: 'ms to read them', value: figure('prefillMs') },
      { title: 'ms for the next', value: figure('decodeMs') },
      { title: 'MB', value: figure('peakRssMb') },
    ],
  },
  {
    name: 'mine.items',
    size: 'notes of 150 words',
    values: () => [1000, 10_000, 100_000],
    command: ({ home, modelFolder }, value) => [
      ...[process.execPath, 'test/bench/ours/mine.ts', modelFolder, path.join(home, `corpus-${value}`)],
      ...['--items', String(value)],
    ],
    figures: [
      { title: 's to mine', value: figure('mineSeconds') },
      { title: 's unchanged', value: figure('unchangedSeconds') },
      { title: 'ms a search, p95', value: figure('searchP95Ms') },
      { title: 'MB', value: figure('peakRssMb') },
      { title: 'MB stored', value: figure('storeMb') },
    ],
  },
];

/** Runs a program once for each size. */
export async function measureGrowth(growth: Growth, context: BenchContext): Promise<GrowthResult> {
  const points: GrowthResult['points'] = [];
  for (const size of growth.values(context)) {
    console.error(`${growth.name}: ${size} ${growth.size}`);
    const found = await runProgram(growth.command(context, size), context.root);
    const figures = growth.figures.map(({ title, value }) => [title, value(found)]);
    points.push({ size, ...(Object.fromEntries(figures) as Record<string, number>) });
  }
  return { name: growth.name, size: growth.size, points };
}

/** A curve as a plain table for the terminal. */
export function growthTable({ name, size, points }: GrowthResult): string {
  const titles = Object.keys(points[0] ?? {}).filter((title) => title !== 'size');
  const number = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 4, useGrouping: false });
  const rows = points.map((point) => [number(point.size), ...titles.map((title) => number(point[title]))]);
  return `${name}\n${columns([[size, ...titles], ...rows])}`;
}
