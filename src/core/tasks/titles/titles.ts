import { generate } from '../../generate/generate.ts';
import { NoRepeatNgrams, Suppress } from '../../generate/processors.ts';
import { greedy, type Sampler, sampling } from '../../generate/sampler.ts';
import { seededRandom } from '../../support/random.ts';
import { goesOn } from '../../text/sentences.ts';
import { ordinaryWords } from '../complete/knownWords.ts';
import { answerLine } from '../promptParts.ts';
import type { WritingModel } from '../writingModel.ts';
import { beginningOf, ownWordTitles } from './ownWords.ts';
import { parseTitle } from './prompt.ts';
import { rankTitles, type TitleCandidate, type TitleContext, type TitlesResult } from './rank.ts';
import { type TitleGround, titleFault } from './sound.ts';

/** About fifteen words; anything longer is a sentence of the text, not a title. */
const MAX_TOKENS = 24;
/** Tokens in a row that a title may take from the text: enough for names, not for sentences. */
const MAX_COPIED = 6;
/** Titles sampled in addition to the most likely one, by default. */
const DRAWS = 5;
/** How many of the user's latest titles show how they title. */
export const EARLIER_TITLES = 200;
/** Strength of the candidate that leans away from the base if the user asked for none. */
const LEANING = 1;

export interface TitleOptions {
  /** How many titles are sampled to choose from; with 0 there is only the most likely one. */
  draws?: number;
  /** Contrastive strength `a` of logits = user + a · (user − base); 0 is off. */
  strength?: number;
}

/**
 * Suggests different titles for a text, best first: the most likely one, one that leans away from the base if an
 * adapter serves, sampled ones, and what the text itself offers. They are ranked by what they have in common, how
 * likely they are, how the user titles, and what the text is about (see rank.ts). What cannot be its title
 * (`titleFault`) is left out.
 */
export async function suggestTitles(
  writer: WritingModel,
  text: string,
  n: number,
  signal?: AbortSignal,
  { draws = DRAWS, strength = 0 }: TitleOptions = {},
): Promise<TitlesResult> {
  const started = performance.now();
  // An empty text has no title, though the model would write one.
  if (text.trim() === '') return { titles: [], ms: 0 };
  const { titleHabits: habits, earlierTitles: titles, usedTags } = writer;
  const tags = usedTags?.map(({ tag }) => tag);
  const isOrdinary = ordinaryWords(writer.tokenizer);
  const candidates = await titleCandidates(writer, text, signal, { draws, strength });
  return {
    titles: chosenTitles(candidates, { text, habits, titles, tags, isOrdinary }, n),
    ms: performance.now() - started,
  };
}

/** The best of the candidates that can be titles, best first; if none can, the text's beginning. */
export function chosenTitles(
  candidates: readonly TitleCandidate[],
  known: TitleContext & TitleGround,
  n: number,
): TitlesResult['titles'] {
  const sound = candidates.filter((each) => titleFault(each.text, known) === null);
  const beginning = beginningOf(known.text);
  if (sound.length === 0 && beginning !== null) sound.push({ text: beginning, logProbability: 0, whole: true });
  return rankTitles(sound, known).slice(0, n);
}

/** The titles to choose from: the most likely one first, then the one that leans away, then sampled ones. */
export async function titleCandidates(
  writer: WritingModel,
  text: string,
  signal?: AbortSignal,
  { draws = DRAWS, strength = 0 }: TitleOptions = {},
): Promise<TitleCandidate[]> {
  const ids = writer.prompter.title(text);
  const random = seededRandom(1);
  const drawn = sampling({ temperature: 0.8, topK: 40, topP: 0.9 }, random);
  const write = (sampler: Sampler, lean: number) => writeTitle(writer, ids, sampler, { strength: lean, signal });
  const candidates = [await write(greedy, strength)];
  if (draws > 0 && writer.plain && strength === 0) {
    candidates.push(await write(greedy, LEANING));
  }
  for (let draw = 0; draw < draws; draw++) candidates.push(await write(drawn, strength));
  if (draws > 0) candidates.push(...(await ownCandidates(writer, ids, text, signal)));
  return candidates.filter((candidate) => candidate.text !== '');
}

/** Titles found in the text, judged by the model like its own. */
async function ownCandidates(
  { decoder, states, tokenizer, titleHabits }: WritingModel,
  ids: number[],
  text: string,
  signal?: AbortSignal,
): Promise<TitleCandidate[]> {
  const out: TitleCandidate[] = [];
  for (const title of ownWordTitles(text, titleHabits)) {
    const scores = await decoder.score(states.title, ids, tokenizer.encode(answerLine(title)), signal);
    out.push({ text: title, logProbability: mean(scores), whole: true });
  }
  return out;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
}

async function writeTitle(
  { decoder, states, tokenizer, plain }: WritingModel,
  ids: number[],
  sampler: Sampler,
  { strength, signal }: { strength: number; signal?: AbortSignal },
): Promise<TitleCandidate> {
  const contrast = strength > 0 && plain ? { state: plain, strength } : undefined;
  const written = await generate(decoder, states.title, tokenizer, ids, {
    maxTokens: MAX_TOKENS,
    processors: [
      new Suppress(tokenizer.specialIds),
      new NoRepeatNgrams(3, ids.length),
      new NoRepeatNgrams(MAX_COPIED + 1),
    ],
    sampler,
    contrast,
    stop: (soFar) => (/\S\s*\n/.test(soFar) || endOfSentence(soFar) !== null ? 'line' : undefined),
    signal,
  });
  // A title written against the base is judged by the user's model like all others.
  const scores =
    contrast && written.ids.length > 0
      ? await decoder.score(states.title, ids, written.ids, signal)
      : written.logProbabilities;
  return {
    text: withoutFullStop(parseTitle(firstSentence(written.text))),
    logProbability: mean(scores),
    whole: written.reason !== 'length',
  };
}

/** The text before the next sentence begins; all of it if none does. */
function firstSentence(text: string): string {
  return text.slice(0, endOfSentence(text) ?? text.length);
}

/** Where the first sentence of a line ends, or null if none visibly ends: "in the U.S. today" continues. */
function endOfSentence(text: string): number | null {
  for (const { index, 0: end } of text.matchAll(/[.!?]["”’)]*(?=\s)/g)) {
    const at = index + end.length;
    if (end.startsWith('.') && goesOn(text.slice(0, at), text.slice(at).trimStart())) continue;
    return at;
  }
  return null;
}

/** "A title." → "A title"; an abbreviation or an ellipsis keeps its dots. */
function withoutFullStop(title: string): string {
  return /\p{Ll}{3}\.$/u.test(title) ? title.slice(0, -1) : title;
}
