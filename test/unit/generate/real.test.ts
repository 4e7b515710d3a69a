import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loraLayout } from '../../../src/core/adapter/layout.ts';
import { Decoder } from '../../../src/core/generate/decoder.ts';
import { generate } from '../../../src/core/generate/generate.ts';
import { NoRepeatNgrams } from '../../../src/core/generate/processors.ts';
import { greedy } from '../../../src/core/generate/sampler.ts';
import { importModel } from '../../../src/core/model/import.ts';
import type { Tokenizer } from '../../../src/core/model/tokenizer/tokenizer.ts';
import { freshAdapter } from '../../../src/core/train/trainer.ts';
import { scratch } from '../tiny.ts';

const gguf = process.env.OWNHAND_TEST_GGUF;
const PROMPTS = [
  'The best way to write a blog post is to',
  '# Why I moved my notes\n\nFor years I used',
  'On the last day of the trip, the harbour was quiet, and the only',
];
const TOKENS = 12;

describe.skipIf(!gguf)('the real SmolLM2-135M (set OWNHAND_TEST_GGUF to its .gguf)', () => {
  let folder: string;
  let decoder: Decoder;
  let tokenizer: Tokenizer;
  let adapter: Float32Array;
  beforeAll(async () => {
    folder = scratch();
    const base = await importModel({ kind: 'gguf', path: gguf as string }, folder);
    const { config } = base.manifest;
    const layout = loraLayout(config, {
      rank: 8,
      alpha: 8,
      targets: ['q_proj', 'v_proj'],
      firstLayer: 0,
      lastLayer: config.layers,
    });
    // B is not zero either, so that the adapter does something.
    adapter = freshAdapter(layout, 1).map((value, at) => value || ((at % 13) - 6) * 1e-3);
    decoder = await Decoder.open(base, layout, { context: 256, threads: 2, device: 'cpu' });
    tokenizer = await base.tokenizer();
  });
  afterAll(async () => {
    await decoder?.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it.each(PROMPTS)('writes the same greedy text with the cache and without: %j', async (prompt) => {
    const ids = tokenizer.encode(prompt);
    const processors = [new NoRepeatNgrams(3)];
    const cached = await generate(decoder, decoder.newState(adapter), tokenizer, ids, {
      maxTokens: TOKENS,
      processors,
    });
    const all = [...ids];
    for (let i = 0; i < cached.ids.length; i++) {
      const logits = await decoder.read(decoder.newState(adapter), all);
      for (const processor of processors) processor.apply(logits, all);
      all.push(greedy(logits));
    }
    expect(tokenizer.decode(all.slice(ids.length))).toBe(tokenizer.decode(cached.ids));
  });

  // Here the next token leads all others by two nats; processors whose 8-bit products round differently agree on it.
  it.each([
    ['The capital of France is', ' Paris'],
    ['The first president of the United States was George', ' Washington'],
  ])('knows a little about the world: %s', async (prompt, next) => {
    const { text } = await generate(decoder, decoder.newState(null), tokenizer, tokenizer.encode(prompt), {
      maxTokens: 1,
    });
    expect(text).toBe(next);
  });
});
