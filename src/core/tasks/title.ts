import { generate } from '../generate/generate.ts';
import { NoRepeatNgrams, Suppress } from '../generate/processors.ts';
import { greedy, sampling } from '../generate/sampler.ts';
import { parseTitle } from '../prompts/title.ts';
import { seededRandom } from '../random.ts';
import type { TitlesResult } from '../types.ts';
import type { About } from './prompting.ts';
import type { Writer } from './writer.ts';

/** About fifteen words; what goes on longer is a sentence of the text and no title. */
const MAX_TOKENS = 24;
/** Tokens in a row that a title may take from the text: names, not sentences. */
const MAX_COPIED = 6;
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
    const written = await generate(decoder, states.title, tokenizer, ids, {
      maxTokens: MAX_TOKENS,
      processors: [
        new Suppress(tokenizer.specialIds),
        new NoRepeatNgrams(3, ids.length),
        new NoRepeatNgrams(MAX_COPIED + 1),
      ],
      sampler: draw === 0 ? greedy : sampling({ temperature: 0.8, topK: 40, topP: 0.9 }, random),
      stop: (soFar) => (/\S\s*\n|[.!?]\s/.test(soFar) ? 'line' : undefined),
      signal,
    });
    const title = withoutFullStop(parseTitle(firstSentence(written.text)));
    const key = title.toLowerCase();
    if (title === '' || found.has(key)) continue;
    // One that the length limit cut comes after all whole ones.
    const whole = written.reason === 'length' ? 0 : 1;
    found.set(key, { text: title, score: whole * Math.exp(written.logProbability / Math.max(1, written.ids.length)) });
  }
  const titles = [...found.values()].sort((a, b) => b.score - a.score).slice(0, n);
  return { titles, ms: performance.now() - started };
}

/** What stands before the next sentence begins; the whole where none does. */
function firstSentence(text: string): string {
  return /^\s*\S[^\n]*?[.!?](?=\s)/.exec(text)?.[0] ?? text;
}

/** "A title." → "A title"; an abbreviation or an ellipsis keeps its dots. */
function withoutFullStop(title: string): string {
  return /\p{Ll}{3}\.$/u.test(title) ? title.slice(0, -1) : title;
}
