import { generate } from '../../generate/generate.ts';
import { NoRepeatNgrams, Suppress } from '../../generate/processors.ts';
import { greedy, type Sampler, sampling } from '../../generate/sampler.ts';
import { seededRandom } from '../../support/random.ts';
import { proseOf } from '../../text/prose.ts';
import { sentencesOf } from '../../text/sentences.ts';
import type { About } from '../prompter.ts';
import { oneLine } from '../promptParts.ts';
import type { WritingModel } from '../writingModel.ts';
import { DESCRIPTION_BUDGET, DESCRIPTION_EXAMPLES, descriptionPrompt } from './prompt.ts';

/** Two sentences of some twenty words. */
const MAX_TOKENS = 64;
const MAX_SENTENCES = 2;
/** About how many characters search engines and site generators show. */
const MAX_CHARACTERS = 200;
const MIN_WORDS = 3;
/** Descriptions sampled in addition to the most likely one. */
const DRAWS = 5;

export interface DescriptionsResult {
  /** Best first; the score is the mean probability of a token. */
  descriptions: { text: string; score: number }[];
  ms: number;
}

/**
 * Suggests different descriptions of a text, of one or two whole sentences, best first: the most likely one and sampled
 * ones. The prompt shows the user's own descriptions of similar notes, if there are any.
 */
export async function suggestDescriptions(
  writer: WritingModel,
  text: string,
  n: number,
  about: About = {},
  signal?: AbortSignal,
): Promise<DescriptionsResult> {
  const started = performance.now();
  if (text.trim() === '') return { descriptions: [], ms: 0 };
  const options = { k: DESCRIPTION_EXAMPLES, budget: DESCRIPTION_BUDGET.snippets };
  const { ids } = await writer.prompter.showing(text, options, (known) => descriptionPrompt(text, known), about);
  const drawn = sampling({ temperature: 0.8, topK: 40, topP: 0.9 }, seededRandom(1));
  const found = new Map<string, number>();
  for (let draw = 0; draw <= DRAWS; draw++) {
    const each = await describe(writer, ids, draw === 0 ? greedy : drawn, signal);
    if (each.text !== '') found.set(each.text, Math.max(each.score, found.get(each.text) ?? 0));
  }
  const descriptions = [...found].map(([each, score]) => ({ text: each, score })).sort((a, b) => b.score - a.score);
  return { descriptions: descriptions.slice(0, n), ms: performance.now() - started };
}

async function describe(
  { decoder, states, tokenizer }: WritingModel,
  ids: number[],
  sampler: Sampler,
  signal?: AbortSignal,
): Promise<{ text: string; score: number }> {
  const written = await generate(decoder, states.title, tokenizer, ids, {
    maxTokens: MAX_TOKENS,
    processors: [new Suppress(tokenizer.specialIds), new NoRepeatNgrams(3, ids.length)],
    sampler,
    stop: (soFar) => (/\S\s*\n/.test(soFar) ? 'line' : undefined),
    signal,
  });
  const scores = written.logProbabilities;
  const mean = scores.reduce((a, b) => a + b, 0) / Math.max(1, scores.length);
  return { text: wholeSentences(written.text), score: Math.exp(mean) };
}

/** One or two whole sentences of what the model wrote, or the empty string: an unfinished sentence is left out. */
export function wholeSentences(text: string): string {
  const line = oneLine(proseOf(text.replace(/^\s+/, '').split('\n', 1)[0] ?? ''));
  const sentences = sentencesOf(line).map((each) => each.text.trim());
  let out = '';
  for (const sentence of sentences.slice(0, MAX_SENTENCES)) {
    const longer = `${out} ${sentence}`.trim();
    if (longer.length > MAX_CHARACTERS || !/[.!?…。！？]["”’»)]*$/.test(sentence)) break;
    out = longer;
  }
  return out.split(/\s+/).length < MIN_WORDS ? '' : out;
}
