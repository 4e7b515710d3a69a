/**
 * `keystroke.second`: what reading the prompt costs at the second key in a paragraph, as a share of its cost at the
 * first, when the serving worker is asked as the editor asks it.
 * node test/bench/ours/second.ts MODEL [--threads 2]
 * MODEL is an imported model in the models folder of a home that the benchmark owns. Prints one JSON object; times in
 * milliseconds until the first token is chosen, the median over documents that all begin differently.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BaseModel } from '../../../src/core/model/base.ts';
import { median } from '../../../src/core/train/heldout.ts';
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

const PLACES = ['river', 'quarry', 'orchard', 'harbour', 'station'];
const client = new WorkerClient({
  script: path.resolve('dist', 'worker.js'),
  role: 'serve',
  initialize: { home, model: base.id, device: 'cpu', threads: Number(values.threads) },
});
await client.request(Complete, { text: 'A first one, which loads the model' });
const firsts: number[] = [];
const seconds: number[] = [];
for (const place of PLACES) {
  // Some 500 tokens.
  const road = `The road along the ${place} is closed in winter, and those who live there take the ferry to the market. `;
  const text = `${road.repeat(22)}In spring the`;
  firsts.push((await client.request(Complete, { text })).firstTokenMs);
  seconds.push((await client.request(Complete, { text: `${text} w` })).firstTokenMs);
}
client.dispose();
console.log(
  JSON.stringify({
    share: median(seconds) / median(firsts),
    firstMs: median(firsts),
    secondMs: median(seconds),
    threads: Number(values.threads),
  }),
);
