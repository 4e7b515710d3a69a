/**
 * What a writer gains from ghost text: later texts of an author typed key by key, with profile and passages of the
 * earlier ones, without a personal adapter.
 * node test/bench/ours/typing.ts MODEL [--author FILE.jsonl|FOLDER] [--limit 10] [--places 24] [--speed normal]
 * [--threads 2]
 * Without an author the pages of this repository are typed. Prints one JSON object: the figures of `eval --tasks
 * typing`.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadTaskAdapter } from '../../../src/core/adapter/taskAdapter.ts';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import { BaseModel } from '../../../src/core/model/base.ts';
import type { Speed } from '../../../src/core/tasks/complete/policy/speed.ts';
import { evaluate } from '../../../src/evaluate/evaluate.ts';

const SYSTEM = 'task+rag+profile';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    author: { type: 'string', default: path.resolve(import.meta.dirname, '../../../docs') },
    limit: { type: 'string', default: '10' },
    places: { type: 'string', default: '24' },
    speed: { type: 'string', default: 'normal' },
    threads: { type: 'string', default: '2' },
  },
});
const base = BaseModel.open(positionals[0]);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-typing-'));
const store = HistoryStore.open(path.join(folder, 'history.sqlite'));
try {
  await mine(store, [values.author], {});
  const { result } = await evaluate(
    {
      systems: [SYSTEM],
      tasks: ['typing'],
      limit: Number(values.limit),
      typing: { places: Number(values.places), speed: values.speed as Speed },
    },
    {
      ...{ base, task: await loadTaskAdapter(base), store, folder: path.join(folder, 'eval') },
      ...{ device: 'cpu', threads: Number(values.threads) },
    },
  );
  console.log(JSON.stringify(result.systems[SYSTEM].typing));
} finally {
  store.close();
  fs.rmSync(folder, { recursive: true, force: true });
}
