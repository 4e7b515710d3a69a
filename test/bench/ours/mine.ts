/**
 * Mining a large history, mining it again when nothing has changed, and searching it.
 * node test/bench/ours/mine.ts MODEL CORPUS [--items 100000] [--words 150] [--queries 500]
 * CORPUS is a folder of its own, in which the notes are made once. Prints one JSON object: seconds, the peak resident
 * set of the whole process in MB (in a child, so that making the notes does not count, and with the workers' flags),
 * and milliseconds of a search.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import { search } from '../../../src/core/retrieval/search.ts';
import { seededRandom } from '../../../src/core/support/random.ts';
import { NODE_FLAGS } from '../../../src/worker/nodeFlags.ts';
import { makeCorpus } from './corpus.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    items: { type: 'string', default: '100000' },
    words: { type: 'string', default: '150' },
    queries: { type: 'string', default: '500' },
    made: { type: 'boolean', default: false },
  },
});
const [modelFolder, corpus] = positionals as [string, string];

if (values.made) await measure();
else {
  makeCorpus(corpus, { items: Number(values.items), words: Number(values.words), modelFolder });
  const child = spawnSync(process.execPath, [...NODE_FLAGS, ...process.argv.slice(1), '--made'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.stdout.write(child.stdout);
  process.exitCode = child.status ?? 1;
}

async function measure(): Promise<void> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-bench-'));
  try {
    const file = path.join(home, 'history.sqlite');
    const first = await mined(file);
    const unchanged = await mined(file);
    const store = HistoryStore.open(file);
    const milliseconds = searches(store, Number(values.queries)).sort((a, b) => a - b);
    const at = (share: number) =>
      milliseconds[Math.min(milliseconds.length - 1, Math.floor(share * milliseconds.length))];
    store.close();
    const figures = {
      ...{ items: first.items, duplicates: first.duplicates },
      ...{ mineSeconds: first.seconds, unchangedSeconds: unchanged.seconds },
      ...{ searchP50Ms: at(0.5), searchP95Ms: at(0.95), searchMaxMs: at(1) },
      storeMb: Math.round(fs.statSync(file).size / 2 ** 20),
      peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    };
    console.log(JSON.stringify(figures));
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
  }
}

async function mined(file: string) {
  const store = HistoryStore.open(file);
  try {
    return await mine(store, [corpus]);
  } finally {
    store.close();
  }
}

/** Looks up the beginnings of stored notes, as a prompt does, and short queries, as a person does; alternately. */
function searches(store: HistoryStore, queries: number): number[] {
  const random = seededRandom(2);
  const total = store.count();
  return Array.from({ length: queries }, (_, i) => {
    const item = store.getBySeq(1 + Math.floor(random() * total));
    const words = (item?.text ?? '').split(/\s+/);
    const query = i % 2 === 0 ? words.slice(0, 60).join(' ') : words.slice(0, 4).join(' ');
    const started = performance.now();
    search(store, query);
    return performance.now() - started;
  });
}
