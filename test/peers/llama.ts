/**
 * An adapter that Ownhand exports as GGUF, served by llama.cpp: the text it writes must be ours. Part of `npm run test:peers`.
 *
 *     node test/peers/llama.ts
 *
 * The model is SmolLM2-135M, the adapter the task adapter in the project. llama.cpp rounds activations to 8 bits beside its
 * 4-bit weights and we do not, so two tokens that are nearly as likely may change places: each of its greedy tokens must be
 * ours but for such a tie, and without the adapter they must not be. Skipped with a message where node-llama-cpp is missing.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeGgufLora } from '../../src/core/adapter/gguf.ts';
import type { Adapter } from '../../src/core/adapter/layout.ts';
import { loadTaskAdapter } from '../../src/core/adapter/taskAdapter.ts';
import { Decoder } from '../../src/core/generate/decoder.ts';
import { BaseModel } from '../../src/core/model/base.ts';
import { prepareModel } from '../bench/model.ts';
import { runProgram, succeeds } from '../bench/program.ts';

/** Distance in logits up to which two tokens count as equally likely: what rounding moves them by. */
const TIE = 0.5;
const TOKENS = 24;
const BEGINNINGS = [
  'In spring the river rises, and the people who live beside it',
  '# How to write a README\n\nThe first thing that a reader wants to know is',
  'I have been thinking about the garden again. Last year',
  'The minister answered that the law would not be changed, because',
  'When my grandmother was a child, she',
];
const root = path.resolve(import.meta.dirname, '../..');
const script = 'test/peers/llama_generate.mjs';

/** How far behind our likeliest token each of the given ones is, in logits, when they are what came before. */
async function behind(
  decoder: Decoder,
  adapter: Adapter | null,
  prompt: number[],
  tokens: number[],
): Promise<number[]> {
  const state = decoder.newState(adapter?.vector ?? null);
  const ids = [...prompt];
  const distances: number[] = [];
  for (const token of tokens) {
    const logits = await decoder.read(state, ids);
    distances.push(logits.reduce((most, logit) => Math.max(most, logit)) - logits[token]);
    ids.push(token);
  }
  return distances;
}

async function main(work: string): Promise<boolean> {
  if (!(await succeeds([process.execPath, script, '--check'], root))) {
    console.log('skipped: node-llama-cpp is not installed; test/bench/README.md has the command');
    return true;
  }
  const peers = path.resolve(process.env.OWNHAND_BENCH_PEERS ?? path.join(root, '.ownhand', 'peers'));
  const { modelFolder, gguf } = await prepareModel(path.join(root, '.ownhand', 'bench'), peers);
  const base = BaseModel.open(modelFolder);
  const adapter = await loadTaskAdapter(base);
  if (!adapter) throw new Error(`there is no task adapter for ${base.id}`);
  const lora = path.join(work, 'adapter.gguf');
  writeGgufLora(lora, adapter, 'check', base.manifest.config);
  const tokenizer = await base.tokenizer();
  const prompts = BEGINNINGS.map((text) => tokenizer.encode(text));
  const options = ['--prompts', JSON.stringify(prompts), '--tokens', String(TOKENS), '--lora', lora];
  const { tokens } = (await runProgram([process.execPath, script, gguf, ...options], root)) as { tokens: number[][] };

  const distancesUnder = async (own: Adapter | null) => {
    const decoder = await Decoder.open(base, own?.layout ?? null, { context: 256, threads: 2, device: 'cpu' });
    const all: number[] = [];
    for (const [at, prompt] of prompts.entries()) all.push(...(await behind(decoder, own, prompt, tokens[at])));
    await decoder.dispose();
    return all;
  };
  const [on, off] = [await distancesUnder(adapter), await distancesUnder(null)];
  const most = Math.max(...on);
  const same = on.filter((distance) => distance === 0).length;
  const strange = off.filter((distance) => distance > TIE).length;
  const good = most <= TIE && strange > on.length / 10;
  console.log(
    `${good ? 'ok  ' : 'FAIL'} llama.cpp with our GGUF adapter: ${same} of its ${on.length} greedy tokens are ours, the others within ` +
      `${most.toFixed(2)} logits of it; without the adapter ${strange} are further away than ${TIE}`,
  );
  return good;
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-llama-'));
try {
  if (!(await main(work))) process.exitCode = 1;
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
