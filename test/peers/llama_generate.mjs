/**
 * llama.cpp as a peer: greedy tokens of a GGUF model, with or without a LoRA in GGUF.
 * node llama_generate.mjs FILE.gguf --prompts JSON [--lora FILE.gguf] [--tokens 24] [--threads 2]
 * `--prompts` is a list of lists of token ids. Prints one JSON object: `tokens`, a list for each prompt. node-llama-cpp
 * is expected where ../bench/README.md installs it; `--check` only tells whether it is there.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openLlama } from '../bench/peers/llama.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    prompts: { type: 'string', default: '[]' },
    lora: { type: 'string' },
    tokens: { type: 'string', default: '24' },
    threads: { type: 'string', default: '2' },
    check: { type: 'boolean', default: false },
  },
});

const threads = Number(values.threads);
const llama = await openLlama({ threads, check: values.check });
const model = await llama.loadModel({ modelPath: resolve(positionals[0]) });
const lora = values.lora && { adapters: [{ filePath: resolve(values.lora), scale: 1 }] };
const context = await model.createContext({ contextSize: 1024, threads, batchSize: 512, lora });
const sequence = context.getSequence();
const tokens = [];
for (const prompt of JSON.parse(values.prompts)) {
  await sequence.clearHistory();
  const written = [];
  for await (const token of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
    written.push(token);
    if (written.length === Number(values.tokens)) break;
  }
  tokens.push(written);
}
console.log(JSON.stringify({ tokens }));
process.exit(0);
