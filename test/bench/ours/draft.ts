/**
 * What guessing the next token gains in completions, and whether it changes any: continues an author's texts
 * alternately with guesses and without, with the task adapter.
 * node test/bench/ours/draft.ts MODEL AUTHOR.jsonl [--texts 16] [--tokens 24] [--threads 2]
 * Each text is the first half of an item, of which the prompt takes the last 512 tokens. Prints one JSON object:
 * milliseconds per token without reading the prompt, their ratio, and in how many texts tokens or log-probabilities
 * differ.
 */
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { loadTaskAdapter } from '../../../src/core/adapter/taskAdapter.ts';
import { Decoder, type DecoderState } from '../../../src/core/generate/decoder.ts';
import { generate } from '../../../src/core/generate/generate.ts';
import { NoRepeatNgrams, Suppress } from '../../../src/core/generate/processors.ts';
import { BaseModel } from '../../../src/core/model/base.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    texts: { type: 'string', default: '16' },
    tokens: { type: 'string', default: '24' },
    threads: { type: 'string', default: '2' },
  },
});
const base = BaseModel.open(positionals[0]);
const task = await loadTaskAdapter(base);
const tokenizer = await base.tokenizer();
const options = { context: 1024, threads: Number(values.threads), device: 'cpu' } as const;
const decoder = await Decoder.open(base, task?.layout ?? null, options);
const read = decoder.read.bind(decoder);
const guessing = {
  state: decoder.newState(task?.vector ?? null),
  read,
  milliseconds: 0,
};
const plain = {
  state: decoder.newState(task?.vector ?? null),
  read: (state: DecoderState, text: readonly number[], { draft: _, ...rest } = {} as { draft?: number }) =>
    read(state, text, rest),
  milliseconds: 0,
};

async function written(way: typeof guessing, prompt: number[]): Promise<string> {
  decoder.read = way.read;
  await decoder.read(way.state, prompt);
  const started = performance.now();
  const { ids, logProbabilities } = await generate(decoder, way.state, tokenizer, prompt, {
    maxTokens: Number(values.tokens),
    processors: [new Suppress(tokenizer.specialIds), new NoRepeatNgrams(3, prompt.length), new NoRepeatNgrams(7)],
  });
  way.milliseconds += performance.now() - started;
  return JSON.stringify({ ids, logProbabilities });
}

const items = fs.readFileSync(positionals[1], 'utf8').trim().split('\n').slice(-Number(values.texts));
let [tokens, different] = [0, 0];
for (const [index, line] of items.entries()) {
  const { text } = JSON.parse(line) as { text: string };
  const prompt = tokenizer.encode(text.slice(0, text.length / 2)).slice(-512);
  const ways = index % 2 === 0 ? [guessing, plain] : [plain, guessing];
  const [one, other] = [await written(ways[0], prompt), await written(ways[1], prompt)];
  if (one !== other) different++;
  tokens += (JSON.parse(one) as { ids: number[] }).ids.length;
}
await decoder.dispose();
const [with_, without] = [guessing, plain].map(({ milliseconds }) => milliseconds / tokens);
console.log(JSON.stringify({ tokens, msPerToken: with_, msPerTokenPlain: without, ratio: without / with_, different }));
