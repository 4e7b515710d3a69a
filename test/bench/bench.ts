/**
 * Ownhand beside other engines that do the same work, in the same run on the same machine.
 *
 *     npm run bench -- [--only NAME,…] [--json FILE] [--pairs N] [--threads N] [--list]
 *
 * Programs run one at a time, ours and the peer's in turn. What each row means: README.md here.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchContext, Experiment, Figures, RowResult } from './experiment.ts';
import { EXPERIMENTS } from './experiments.ts';
import { machine } from './machine.ts';
import { prepareModel } from './model.ts';
import { runProgram, shown } from './program.ts';
import { summarise, table } from './summary.ts';

const root = path.resolve(import.meta.dirname, '../..');

function select(only: string | undefined): Experiment[] {
  const known = EXPERIMENTS.flatMap(({ rows }) => rows.map(({ name }) => name));
  if (!only) return EXPERIMENTS;
  const wanted = only.split(',');
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`no row is named ${unknown.join(', ')}; there are ${known.join(', ')}`);
  return EXPERIMENTS.map((experiment) => ({
    ...experiment,
    rows: experiment.rows.filter(({ name }) => wanted.includes(name)),
  })).filter(({ rows }) => rows.length > 0);
}

async function measure(experiment: Experiment, context: BenchContext, pairs: number): Promise<RowResult[]> {
  const { peer, rows } = experiment;
  const names = rows.map(({ name }) => name).join(', ');
  const why = await experiment.missing?.(context);
  if (why) {
    console.error(`${names}: not measured: ${why}`);
    return [];
  }
  const missing = peer ? await peer.missing(context) : null;
  if (peer && missing) console.error(`${names}: without ${peer.name}: ${missing}`);
  const other = peer && !missing ? peer : null;
  const command = experiment.command(context);
  const ours: Figures[] = [];
  const theirs: Figures[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    console.error(`${names}: pair ${pair + 1} of ${pairs}`);
    ours.push(await runProgram(command, root));
    if (other) theirs.push(await runProgram(other.command(context), root));
  }
  return rows.map((row) => summarise(row, ours, theirs, other?.name ?? null, shown(command, root)));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      json: { type: 'string' },
      pairs: { type: 'string' },
      threads: { type: 'string', default: '2' },
      list: { type: 'boolean' },
    },
  });
  const experiments = select(values.only);
  if (values.list) {
    for (const { rows, peer } of experiments) {
      for (const { name, unit } of rows) console.log(`${name}  (${unit}; peer: ${peer?.name ?? 'none'})`);
    }
    return;
  }
  const python = process.env.OWNHAND_PYTHON ?? 'python3';
  const peersFolder = path.resolve(process.env.OWNHAND_BENCH_PEERS ?? path.join(root, '.ownhand', 'peers'));
  const home = path.join(root, '.ownhand', 'bench');
  const model = await prepareModel(home, peersFolder);
  const context: BenchContext = { root, python, home, threads: Number(values.threads), ...model };
  const results: RowResult[] = [];
  for (const experiment of experiments) {
    try {
      results.push(...(await measure(experiment, context, Number(values.pairs ?? experiment.pairs))));
    } catch (error) {
      // One row that fails leaves the others standing, and the whole run not.
      const names = experiment.rows.map(({ name }) => name).join(', ');
      console.error(`${names}: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
  console.log(table(results));
  if (values.json) {
    writeFileSync(values.json, `${JSON.stringify({ machine: machine(), rows: results }, null, 2)}\n`);
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
