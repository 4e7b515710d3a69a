import type { Adapter } from '../../src/core/adapter/layout.ts';
import { Decoder } from '../../src/core/generate/decoder.ts';
import type { BaseModel } from '../../src/core/model/base.ts';

/**
 * Two tokens whose logits differ by at most this count as equally likely. llama.cpp rounds activations to 8 bits in
 * addition to its 4-bit weights and we do not, so tokens that are nearly as likely may change places.
 */
const TIE = 0.5;
/** Tokens written after each beginning. */
export const TOKENS = 24;
export const BEGINNINGS = [
  'In spring the river rises, and the people who live beside it',
  '# How to write a README\n\nThe first thing that a reader wants to know is',
  'I have been thinking about the garden again. Last year',
  'The minister answered that the law would not be changed, because',
  'When my grandmother was a child, she',
];

/** How far below our likeliest token each of the given ones is, in logits, given the ones before. */
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

/**
 * Whether the greedy tokens that llama.cpp wrote with an adapter are ours except for ties, and differ without the
 * adapter.
 * @param tokens a list for each beginning
 * @param who wrote them, for the printed line
 */
export async function areOurs(base: BaseModel, adapter: Adapter, tokens: number[][], who: string): Promise<boolean> {
  const tokenizer = await base.tokenizer();
  const prompts = BEGINNINGS.map((text) => tokenizer.encode(text));
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
    `${good ? 'ok  ' : 'FAIL'} ${who} with our GGUF adapter: ${same} of its ${on.length} greedy tokens are ours, the others within ` +
      `${most.toFixed(2)} logits of it; without the adapter ${strange} are further away than ${TIE}`,
  );
  return good;
}
