import { generate } from '../generate/generate.ts';
import { Suppress } from '../generate/processors.ts';
import { parseTags } from '../prompts/tags.ts';
import type { TagsResult } from '../types.ts';
import type { About } from './prompting.ts';
import type { Writer } from './writer.ts';

const MAX_TOKENS = 32;
/** Tags whose likelihood the model is asked for. */
const MAX_CANDIDATES = 24;
/** Earlier items that vote. */
const VOTERS = 20;
/**
 * Shares of the three signals in a tag's score: what similar items carry, what the model says, how often the user
 * uses the tag at all.
 */
const SHARES = { neighbours: 0.55, model: 0.3, prior: 0.15 };

/** A tag of the user's with how often it was used. */
export interface UsedTag {
  tag: string;
  count: number;
}

/**
 * Suggests tags for a text, best first: the user's own ones by all three signals, and new ones the model writes,
 * which are marked and come after.
 * @param used all tags of the user's, most used first
 */
export async function suggestTags(
  writer: Writer,
  input: { text: string; title: string },
  used: UsedTag[],
  n: number,
  about: About = {},
  signal?: AbortSignal,
): Promise<TagsResult> {
  const started = performance.now();
  const { decoder, states, tokenizer, prompter } = writer;
  const votes = neighbourVotes(prompter.neighbours(`${input.title}\n${input.text}`, about, VOTERS));
  const ids = prompter.tags({ ...input, vocabulary: used.map(({ tag }) => tag) }, about);
  const written = await generate(decoder, states.tags, tokenizer, ids, {
    maxTokens: MAX_TOKENS,
    processors: [new Suppress(tokenizer.specialIds)],
    stop: (text) => (/\S\s*\n/.test(text) ? 'line' : undefined),
    signal,
  });
  const wanted = parseTags(written.text);
  const known = new Map(used.map(({ tag, count }) => [tag.toLowerCase(), { tag, count }]));
  const byVote = [...used].sort((a, b) => (votes.get(b.tag) ?? 0) - (votes.get(a.tag) ?? 0) || b.count - a.count);
  const named = wanted.flatMap((tag) => known.get(tag.toLowerCase())?.tag ?? []);
  const candidates = [...new Set([...named, ...byVote.map(({ tag }) => tag)])].slice(0, MAX_CANDIDATES);

  const model = new Map<string, number>();
  for (const tag of candidates) {
    const scores = await decoder.score(states.tags, ids, tokenizer.encode(` ${tag}`), signal);
    // The mean, so that a tag is not worse for being longer.
    model.set(tag, Math.exp(scores.reduce((a, b) => a + b, 0) / scores.length));
  }
  const share = shareOf(candidates, (tag) => votes.get(tag) ?? 0);
  const likely = shareOf(candidates, (tag) => model.get(tag) ?? 0);
  const prior = shareOf(candidates, (tag) => known.get(tag.toLowerCase())?.count ?? 0);
  const own = candidates
    .map((tag) => ({
      text: tag,
      score: SHARES.neighbours * share(tag) + SHARES.model * likely(tag) + SHARES.prior * prior(tag),
      new: false,
    }))
    .sort((a, b) => b.score - a.score)
    .slice(0, n);
  const fresh = wanted
    .filter((tag) => !known.has(tag.toLowerCase()))
    .slice(0, Math.max(0, n - own.length) || 1)
    .map((tag) => ({ text: tag, score: 0, new: true }));
  return { tags: [...own, ...fresh].slice(0, n), ms: performance.now() - started };
}

/** Each neighbour votes for its tags with its score. */
export function neighbourVotes(neighbours: { tags: string[]; score: number }[]): Map<string, number> {
  const votes = new Map<string, number>();
  for (const { tags, score } of neighbours) {
    for (const tag of tags) votes.set(tag, (votes.get(tag) ?? 0) + score);
  }
  return votes;
}

/** A value as a share of the largest among the candidates. */
function shareOf(candidates: string[], value: (tag: string) => number): (tag: string) => number {
  const largest = Math.max(...candidates.map(value), Number.MIN_VALUE);
  return (tag) => value(tag) / largest;
}
