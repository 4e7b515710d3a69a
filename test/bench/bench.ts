/**
 * Ownhand next to other engines that do the same work, in the same run on the same machine.
 * npm run bench -- [--only NAME,…] [--json FILE] [--pairs N] [--threads N] [--cases FOLDER] [--list]
 * npm run bench -- --growth all|NAME,… [--json FILE] [--threads N]
 * Programs run one at a time, ours and the peer's in turn. What each row means: README.md here.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchContext, Experiment, Figures, RowResult } from './experiment.ts';
import { EXPERIMENTS } from './experiments.ts';
import { GROWTH, type GrowthResult, growthTable, measureGrowth } from './growth.ts';
import { machine } from './machine.ts';
import { prepareModel } from './model.ts';
import { runProgram, shown } from './program.ts';
import { summarise, table } from './summary.ts';

const root = path.resolve(import.meta.dirname, '../..');

/**
 * The names in a list, all of which must be known; a name without its part after the point stands for all that begin
 * with it.
 */
function names(list: string, known: string[]): string[] {
  const wanted = list.split(',');
  const named = (name: string) => known.filter((each) => each === name || each.startsWith(`${name}.`));
  const unknown = wanted.filter((name) => named(name).length === 0);
  if (unknown.length > 0) throw new Error(`nothing is named ${unknown.join(', ')}; there are ${known.join(', ')}`);
  return wanted.flatMap(named);
}

function select(only: string | undefined): Experiment[] {
  if (!only) return EXPERIMENTS;
  const known = EXPERIMENTS.flatMap(({ rows }) => rows.map(({ name }) => name));
  const groups = new Set(known.filter((name) => name.includes('.')).map((name) => name.split('.', 1)[0]));
  const wanted = names(only, [...known, ...groups]);
  return EXPERIMENTS.map((experiment) => ({
    ...experiment,
    rows: experiment.rows.filter(({ name }) => wanted.includes(name) || wanted.includes(name.split('.', 1)[0])),
  })).filter(({ rows }) => rows.length > 0);
}

async function measure(experiment: Experiment, context: BenchContext, pairs: number): Promise<RowResult[]> {
  const { peer, rows } = experiment;
  const title = rows.map(({ name }) => name).join(', ');
  const why = await experiment.missing?.(context);
  if (why) {
    console.error(`${title}: not measured: ${why}`);
    return [];
  }
  const missing = peer ? await peer.missing(context) : null;
  if (peer && missing) console.error(`${title}: without ${peer.name}: ${missing}`);
  const other = peer && !missing ? peer : null;
  const command = experiment.command(context);
  const ours: Figures[] = [];
  const theirs: Figures[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    console.error(`${title}: pair ${pair + 1} of ${pairs}`);
    ours.push(await runProgram(command, root));
    if (other) theirs.push(await runProgram(other.command(context), root));
  }
  return rows.map((row) => summarise(row, ours, theirs, other?.name ?? null, shown(command, root)));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      growth: { type: 'string' },
      json: { type: 'string' },
      pairs: { type: 'string' },
      threads: { type: 'string', default: '2' },
      cases: { type: 'string' },
      list: { type: 'boolean' },
    },
  });
  const experiments = select(values.only);
  if (values.list) {
    for (const { rows, peer } of experiments) {
      for (const { name, unit } of rows) console.log(`${name}  (${unit}; peer: ${peer?.name ?? 'none'})`);
    }
    for (const { name, size } of GROWTH) console.log(`--growth ${name}  (${size})`);
    return;
  }
  const python = process.env.OWNHAND_PYTHON ?? 'python3';
  const peersFolder = path.resolve(process.env.OWNHAND_BENCH_PEERS ?? path.join(root, '.ownhand', 'peers'));
  const home = path.join(root, '.ownhand', 'bench');
  const model = await prepareModel(home, peersFolder);
  const context: BenchContext = { root, python, home, threads: Number(values.threads), cases: values.cases, ...model };
  const write = (measured: object) => {
    const text = JSON.stringify({ machine: machine(), ...measured }, null, 2);
    if (values.json) writeFileSync(values.json, `${text}\n`);
  };
  if (values.growth !== undefined) {
    const known = GROWTH.map(({ name }) => name);
    const wanted = values.growth === 'all' ? known : names(values.growth, known);
    const curves: GrowthResult[] = [];
    for (const growth of GROWTH.filter(({ name }) => wanted.includes(name))) {
      curves.push(await measureGrowth(growth, context));
    }
    console.log(curves.map(growthTable).join('\n\n'));
    return write({ growth: curves });
  }
  const results: RowResult[] = [];
  for (const experiment of experiments) {
    try {
      results.push(...(await measure(experiment, context, Number(values.pairs ?? experiment.pairs))));
    } catch (error) {
      // A row that fails stops neither the others nor the run.
      const failed = experiment.rows.map(({ name }) => name).join(', ');
      console.error(`${failed}: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
  console.log(table(results));
  write({ rows: results });
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
