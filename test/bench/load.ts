/**
 * Loads that no person causes: many requests, most of them cancelled, one vast file, very many files that change at
 * once, and a folder of a gigabyte.
 * npm run load -- [--only requests,file,changes,folder] [--requests N] [--files N] [--megabytes N] [--seed N]
 * Each load has a process of its own, with a worker's flags. The temporary folder needs as much room as the folder
 * takes, and some more for the history.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Engine } from '../../src/core/engine/engine.ts';
import { NODE_FLAGS } from '../../src/worker/nodeFlags.ts';
import { Prose, writeDocuments } from '../load/folders.ts';
import { requestLoad, residentMb } from '../load/requests.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'requests,file,changes,folder' },
    requests: { type: 'string', default: '10000' },
    files: { type: 'string', default: '10000' },
    megabytes: { type: 'string', default: '1024' },
    seed: { type: 'string', default: '1' },
    alone: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-load-'));

/** Mines, and reports how long it took and how much memory it used at most. */
async function timed(engine: Engine, paths: string[]) {
  let mostMb = 0;
  const watch = setInterval(() => {
    mostMb = Math.max(mostMb, residentMb(process.pid));
  }, 50);
  const { items, added, updated, seconds } = await engine.mine(paths).finally(() => clearInterval(watch));
  return { items, added, updated, seconds: Math.round(seconds * 10) / 10, mostMb: Math.round(mostMb) };
}

const open = (name: string) => new Engine({ home: path.join(folder, name), model: null, device: 'cpu', threads: null });

const LOADS: Record<string, () => Promise<unknown>> = {
  requests: () => requestLoad(Number(values.requests), seed, path.join(folder, 'requests')),
  file: async () => {
    const file = path.join(folder, 'vast.md');
    fs.writeFileSync(file, new Prose(seed).text(50e6));
    const engine = open('file');
    const mined = await timed(engine, [file]);
    await engine.dispose();
    return { megabytes: 50, ...mined };
  },
  changes: async () => {
    const documents = path.join(folder, 'changes-documents');
    writeDocuments(documents, Number(values.files), 1_500, seed);
    const engine = open('changes');
    const first = await timed(engine, [documents]);
    writeDocuments(documents, Number(values.files), 1_500, seed + 1);
    const changed = await timed(engine, [documents]);
    const unchanged = await timed(engine, [documents]);
    await engine.dispose();
    return { first, changed, unchanged };
  },
  folder: async () => {
    const documents = path.join(folder, 'folder-documents');
    const bytes = 100_000;
    writeDocuments(documents, Math.ceil((Number(values.megabytes) * 2 ** 20) / bytes), bytes, seed);
    const engine = open('folder');
    const mined = await timed(engine, [documents]);
    const again = await timed(engine, [documents]);
    const historyMb = Math.round(fs.statSync(path.join(engine.home, 'history.sqlite')).size / 2 ** 20);
    await engine.dispose();
    return { megabytes: Number(values.megabytes), mined, again, historyMb };
  },
};

/** Runs one load in a process of its own. */
function apart(name: string): void {
  if (!LOADS[name]) throw new Error(`there is no load "${name}"; use ${Object.keys(LOADS).join(', ')}`);
  const args = [...NODE_FLAGS, ...process.argv.slice(1), '--alone', '--only', name];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`the load "${name}" ended with ${status}`);
}

try {
  if (values.alone) console.log(JSON.stringify({ load: values.only, ...((await LOADS[values.only]!()) as object) }));
  else for (const name of values.only.split(',')) apart(name);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
