/**
 * The peer of `decode` and `prefill`: llama.cpp through node-llama-cpp, on the CPU.
 *
 *   node llama_decode.mjs FILE.gguf [--threads 2] [--prefill 512] [--decode 64] [--context 1024]
 *
 * Prints one JSON object: prefillMs for the whole prompt (to its first token), decodeMs for one token (mean), tokens,
 * peakRssMb. `--check` only tells whether the package is there. node-llama-cpp is looked for in the folder that
 * OWNHAND_BENCH_PEERS names, else in .ownhand/peers; ../README.md says how to install it.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openLlama } from './llama.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: 'string', default: '2' },
    prefill: { type: 'string', default: '512' },
    decode: { type: 'string', default: '64' },
    context: { type: 'string', default: '1024' },
    check: { type: 'boolean', default: false },
  },
});
const threads = Number(values.threads);
const promptLength = Number(values.prefill);
const count = Number(values.decode);

const llama = await openLlama({ threads, check: values.check });
const model = await llama.loadModel({ modelPath: resolve(positionals[0]) });
const context = await model.createContext({ contextSize: Number(values.context), threads, batchSize: 512 });
const sequence = context.getSequence();

/**
 * Runs a prompt of made-up tokens and `tokens` greedy ones; returns the milliseconds to the first, and per further one.
 */
async function measure(length, tokens) {
  await sequence.clearHistory();
  const prompt = Array.from({ length }, (_, index) => 1000 + ((index * 7919) % 30000));
  const start = performance.now();
  let first = 0;
  let seen = 0;
  for await (const _ of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
    if (seen === 0) first = performance.now();
    if (seen === tokens) break;
    seen += 1;
  }
  return { prefillMs: first - start, decodeMs: (performance.now() - first) / seen, tokens: seen };
}

await measure(32, 4);
const result = await measure(promptLength, count);
const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(JSON.stringify({ ...result, promptTokens: promptLength, threads, peakRssMb }));
process.exit(0);
