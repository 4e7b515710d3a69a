/**
 * Our side of `decode.worker`: completions from the serving worker, requested as the editor does, with an adapter on.
 * node test/bench/ours/worker.ts MODEL [--threads 2]
 * MODEL is an imported model in the models folder of a home that the benchmark owns. Prints one JSON object; `decodeMs`
 * is the time of a token after the first, over all completions, including filters and checks.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BaseModel } from '../../../src/core/model/base.ts';
import { WorkerClient } from '../../../src/worker/client.ts';
import { Complete } from '../../../src/worker/requests/writing.ts';
import { switchAdapterOn } from './adapter.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: 'string', default: '2' } },
});
const base = BaseModel.open(positionals[0]);
const home = path.resolve(positionals[0], '..', '..');
switchAdapterOn(home, base);

/** About 500 tokens of prose before the cursor, each time with a different last sentence. */
const PROSE =
  'The road along the river is closed in winter, and those who live there take the ferry to the market. '.repeat(22);
const ENDINGS = [
  'In spring the',
  'When the water rises, people',
  'My neighbour, who built the ferry, once told me that',
  'It is',
];

const script = path.resolve('dist', 'worker.js');
if (!fs.existsSync(script)) throw new Error('The worker has not been built; run "npm run build" first.');
const client = new WorkerClient({
  script,
  role: 'serve',
  initialize: { home, model: base.id, device: 'cpu', threads: Number(values.threads) },
});
await client.request(Complete, { text: `${PROSE}A first one, which loads the model` });
let milliseconds = 0;
let tokens = 0;
for (const ending of ENDINGS) {
  const result = await client.request(Complete, { text: PROSE + ending, maxTokens: 64 });
  milliseconds += result.ms - result.firstTokenMs;
  tokens += Math.max(0, result.tokens - 1);
}
client.dispose();
console.log(JSON.stringify({ decodeMs: milliseconds / tokens, tokens, threads: Number(values.threads) }));
