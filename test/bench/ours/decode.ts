/**
 * Our side of `decode` and `prefill`: the decoder that serves, with a LoRA adapter (r = 8 on q and v), or with what a
 * user has by default: such an adapter beneath another one on every linear layer of the upper half of the blocks.
 * node test/bench/ours/decode.ts MODEL [--threads 2] [--prefill 512] [--decode 64] [--context 1024]
 * [--adapter plain|stacked|none]
 * Prints one JSON object with the same fields as peers/llama_decode.mjs, on the same made-up prompt.
 */
import { parseArgs } from 'node:util';
import { loraLayout } from '../../../src/core/adapter/layout.ts';
import { LINEAR_LAYERS } from '../../../src/core/adapter/shape.ts';
import { Stack } from '../../../src/core/adapter/stack.ts';
import { Decoder } from '../../../src/core/generate/decoder.ts';
import { greedy } from '../../../src/core/generate/sampler.ts';
import { BaseModel } from '../../../src/core/model/base.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: 'string', default: '2' },
    prefill: { type: 'string', default: '512' },
    decode: { type: 'string', default: '64' },
    context: { type: 'string', default: '1024' },
    adapter: { type: 'string', default: 'plain' },
  },
});
const base = BaseModel.open(positionals[0]);
const { config } = base.manifest;
const range = { firstLayer: 0, lastLayer: config.layers };
const plain = loraLayout(config, { rank: 8, alpha: 8, targets: ['q_proj', 'v_proj'], ...range });
const upper = { firstLayer: config.layers >> 1, lastLayer: config.layers };
const over = loraLayout(config, { rank: 8, alpha: 8, targets: [...LINEAR_LAYERS], ...upper });
const stack = new Stack(config, { layout: plain, vector: small(plain.length) }, over);
const { layout, adapter } =
  values.adapter === 'none'
    ? { layout: null, adapter: null }
    : values.adapter === 'stacked'
      ? { layout: stack.layout, adapter: stack.join(small(over.length)) }
      : { layout: plain, adapter: small(plain.length) };
const decoder = await Decoder.open(base, layout, {
  context: Number(values.context),
  threads: Number(values.threads),
  device: 'cpu',
});
/** Made-up tokens start after the special ones; peers take the same ones from the same model. */
const words = Math.min(30_000, config.vocabSize - 1000);

/** Small enough not to change what is written, large enough not to be zero. */
function small(length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => ((index % 17) - 8) * 1e-4);
}

/**
 * Reads a prompt of made-up tokens and writes `tokens` greedy ones; returns the milliseconds to the first, and per
 * further one.
 */
async function measure(length: number, tokens: number): Promise<{ prefillMs: number; decodeMs: number }> {
  const state = decoder.newState(adapter);
  const ids = Array.from({ length }, (_, index) => 1000 + ((index * 7919) % words));
  const start = performance.now();
  ids.push(greedy(await decoder.read(state, ids)));
  const first = performance.now();
  for (let token = 0; token < tokens; token++) ids.push(greedy(await decoder.read(state, ids)));
  return { prefillMs: first - start, decodeMs: (performance.now() - first) / tokens };
}

await measure(32, 4);
const result = await measure(Number(values.prefill), Number(values.decode));
await decoder.dispose();
const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(
  JSON.stringify({
    ...result,
    tokens: Number(values.decode),
    promptTokens: Number(values.prefill),
    threads: Number(values.threads),
    peakRssMb,
  }),
);
