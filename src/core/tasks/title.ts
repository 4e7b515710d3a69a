import { generate } from '../generate/generate.ts';
import { NoRepeatNgrams, Suppress } from '../generate/processors.ts';
import { greedy, sampling } from '../generate/sampler.ts';
import { parseTitle } from '../prompts/title.ts';
import { seededRandom } from '../random.ts';
import type { TitlesResult } from '../types.ts';
import type { About } from './prompting.ts';
import type { Writer } from './writer.ts';

const MAX_TOKENS = 32;
/** Drawn for each title wanted, since draws repeat each other. */
const DRAWS = 2;

/**
 * Suggests different titles for a text, best first: the most likely one, and drawn ones. The score is the mean
 * probability of a title's tokens.
 */
export async function suggestTitles(
  writer: Writer,
  text: string,
  n: number,
  about: About = {},
  signal?: AbortSignal,
): Promise<TitlesResult> {
  const started = performance.now();
  const { decoder, states, tokenizer, prompter } = writer;
  const ids = prompter.title(text, about);
  const random = seededRandom(1);
  const found = new Map<string, { text: string; score: number }>();
  for (let draw = 0; draw === 0 || (found.size < n && draw < n * DRAWS); draw++) {
    const {
      text: written,
      ids: tokens,
      logProbability,
    } = await generate(decoder, states.title, tokenizer, ids, {
      maxTokens: MAX_TOKENS,
      processors: [new Suppress(tokenizer.specialIds), new NoRepeatNgrams(3, ids.length)],
      sampler: draw === 0 ? greedy : sampling({ temperature: 0.8, topK: 40, topP: 0.9 }, random),
      stop: (soFar) => (/\S\s*\n/.test(soFar) ? 'line' : undefined),
      signal,
    });
    const title = parseTitle(written);
    const key = title.toLowerCase();
    if (title === '' || found.has(key)) continue;
    found.set(key, { text: title, score: Math.exp(logProbability / Math.max(1, tokens.length)) });
  }
  const titles = [...found.values()].sort((a, b) => b.score - a.score).slice(0, n);
  return { titles, ms: performance.now() - started };
}
