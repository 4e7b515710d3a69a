import { type Generation, generate } from '../../generate/generate.ts';
import { Suppress } from '../../generate/processors.ts';
import type { Tokenizer } from '../../model/tokenizer/tokenizer.ts';
import type { About } from '../prompter.ts';
import type { WritingModel } from '../writingModel.ts';
import { parseTags } from './prompt.ts';
import type { TagSignal, UsedTag } from './signal.ts';
import { tagSignals, tagsPromptIds } from './signals.ts';
import { combineSignals, DEFAULT_TAG_WEIGHTS, tagReasons } from './weights.ts';

export interface TagsResult {
  /** Best first; the reason is the signal that sets a tag apart most, null for a new one or if none does. */
  tags: { text: string; score: number; new: boolean; reason: TagSignal | null }[];
  ms: number;
}

const MAX_TOKENS = 32;
/** The model must write a tag that the user has never used with at least this probability. */
const NEW_TAG = 0.3;

/**
 * Suggests tags for a text, best first: the user's own ones by all signals, and new ones that the model writes with
 * good probability, which are marked. The score is a tag's share among everything that could come next.
 * @param used all the user's tags, most used first
 */
export async function suggestTags(
  writer: WritingModel,
  input: { text: string; title: string },
  used: UsedTag[],
  n: number,
  about: About = {},
  signal?: AbortSignal,
): Promise<TagsResult> {
  const started = performance.now();
  const ids = await tagsPromptIds(writer, input, used, about);
  const signals = await tagSignals(writer, input, used, about, signal, ids);
  const weights = writer.tagWeights ?? DEFAULT_TAG_WEIGHTS;
  const scores = combineSignals(signals, weights);
  const reasons = tagReasons(signals, weights);
  const own = signals.tags.map((tag, index) => ({ tag, score: scores[index], reason: reasons[index] }));
  const tags = withNewTags(own, await writtenTags(writer, ids, signal)).slice(0, n);
  return { tags, ms: performance.now() - started };
}

/** The user's own tags and the sure new ones, best first; case does not tell tags apart. */
export function withNewTags(
  own: readonly { tag: string; score: number; reason: TagSignal | null }[],
  written: readonly WrittenTag[],
): TagsResult['tags'] {
  const known = new Set(own.map(({ tag }) => tag.toLowerCase()));
  const fresh = written.filter(({ tag, probability }) => probability >= NEW_TAG && !known.has(tag.toLowerCase()));
  return [
    ...own.map(({ tag, score, reason }) => ({ text: tag, score, new: false, reason })),
    ...fresh.map(({ tag, probability }) => ({ text: tag, score: probability, new: true, reason: null })),
  ].sort((a, b) => b.score - a.score);
}

/** The list that the model writes unaided. */
async function writtenTags(
  { decoder, states, tokenizer }: WritingModel,
  ids: number[],
  signal?: AbortSignal,
): Promise<WrittenTag[]> {
  const written = await generate(decoder, states.tags, tokenizer, ids, {
    maxTokens: MAX_TOKENS,
    processors: [new Suppress(tokenizer.specialIds)],
    stop: (text) => (/\S\s*\n/.test(text) ? 'line' : undefined),
    signal,
  });
  return tagsIn(written, tokenizer);
}

/** A tag as the model wrote it, with the probability of its tokens and of its end, given what comes before it. */
export interface WrittenTag {
  tag: string;
  probability: number;
}

/** The tags of a generated list; one that the length limit cut off does not count. */
export function tagsIn(
  { ids, logProbabilities }: Pick<Generation, 'ids' | 'logProbabilities'>,
  tokenizer: Pick<Tokenizer, 'stream'>,
): WrittenTag[] {
  const stream = tokenizer.stream({ skipSpecial: true });
  const out: WrittenTag[] = [];
  let [text, sum] = ['', 0];
  for (const [index, id] of ids.entries()) {
    text += stream.push(id);
    sum += logProbabilities[index];
    if (!/[,\n]/.test(text)) continue;
    const [tag] = parseTags(text);
    if (tag !== undefined && !out.some((other) => other.tag.toLowerCase() === tag.toLowerCase())) {
      out.push({ tag, probability: Math.exp(sum) });
    }
    [text, sum] = ['', 0];
  }
  return out;
}
