import type { Tokenizer } from '../../model/tokenizer/tokenizer.ts';
import type { About, Prompter } from '../prompter.ts';
import type { WritingModel } from '../writingModel.ts';
import { mentions } from './mentions.ts';
import { tagsAnswer } from './prompt.ts';
import type { TagSignals, UsedTag } from './signal.ts';
import { TagTrie } from './trie.ts';

/** Number of earlier items that vote. */
const VOTERS = 20;
/** Gives the nearest item's votes more weight than its BM25 score alone. */
const VOTE_POWER = 1.5;
/**
 * Number of tags that the model chooses, one after the other; never more than half of them, or none would be left to
 * tell apart.
 */
const STEPS = 3;
/** The prior's part in the votes, so that a tag without a vote is not ruled out. */
const PRIOR_IN_VOTES = 0.1;
/** A share close to zero: the other signals may know a tag that one signal has not seen. */
const FLOOR = 0.02;

/**
 * Measures every signal for every tag of the user.
 * @param used the user's tags, most used first; tags of earlier items that are not among them are added
 * @param ids the prompt for tags, if it has already been made
 */
export async function tagSignals(
  writer: WritingModel,
  input: { text: string; title: string },
  used: UsedTag[],
  about: About = {},
  signal?: AbortSignal,
  ids?: number[],
): Promise<TagSignals> {
  const prompt = ids ?? (await tagsPromptIds(writer, input, used, about));
  const { tags, evidence } = await knownSignals(writer.prompter, input, used, about);
  const model = shares(await modelMarginals(writer, prompt, tags, signal));
  return { tags, evidence: { ...evidence, model: logs(model) } };
}

/** The same without the model, whose signal is the same for all. */
export async function knownSignals(
  earlier: Pick<Prompter, 'neighbours' | 'tagEvidence'>,
  input: { text: string; title: string },
  used: UsedTag[],
  about: About = {},
): Promise<TagSignals> {
  const neighbours = await earlier.neighbours(`${input.title}\n${input.text}`, about, VOTERS);
  const votes = neighbourVotes(neighbours.map(({ tags, score }) => ({ tags, score: score ** VOTE_POWER })));
  const speaking = earlier.tagEvidence(input, about);
  const tags = distinct([...used.map(({ tag }) => tag), ...votes.keys(), ...speaking.keys()]);
  const of = (values: Map<string, number>) => tags.map((tag) => values.get(tag.toLowerCase()) ?? 0);
  const prior = shares(of(sums(used.map(({ tag, count }) => [tag, count]))));
  // If nothing votes, the prior decides.
  const voted = votes.size === 0 ? prior : shares(of(sums(votes)));
  return {
    tags,
    evidence: {
      model: tags.map(() => 0),
      votes: logs(voted.map((share, at) => (1 - PRIOR_IN_VOTES) * share + PRIOR_IN_VOTES * prior[at])),
      prior: logs(prior),
      named: mentions(tags, input),
      earlier: logs(of(sums(speaking))),
    },
  };
}

function logs(values: readonly number[]): number[] {
  return values.map((value) => Math.log(value + FLOOR));
}

/** The prompt whose continuation is the document's tags. */
export function tagsPromptIds(
  { prompter }: WritingModel,
  input: { text: string; title: string },
  used: UsedTag[],
  about: About,
): Promise<number[]> {
  return prompter.tags({ ...input, vocabulary: used.map(({ tag }) => tag) }, about);
}

/** Each neighbour votes for its tags with its score. */
export function neighbourVotes(neighbours: { tags: string[]; score: number }[]): Map<string, number> {
  const votes = new Map<string, number>();
  for (const { tags, score } of neighbours) {
    for (const tag of tags) votes.set(tag, (votes.get(tag) ?? 0) + score);
  }
  return votes;
}

/**
 * How likely the model is to write each tag among the first few of its list, if it wrote only these tags.
 * @param ids the prompt, whose continuation is the list
 */
async function modelMarginals(
  writer: WritingModel,
  ids: number[],
  tags: string[],
  signal?: AbortSignal,
): Promise<number[]> {
  const { decoder, states, tokenizer } = writer;
  const spellings = tags.map((tag) => spellingsOf(tokenizer, tag));
  const trie = new TagTrie(spellings);
  const steps: number[][] = [];
  const taken: number[] = [];
  const before = [...ids];
  for (let step = 0; step < Math.min(STEPS, Math.ceil(tags.length / 2)); step++) {
    const read = (path: readonly number[]) => decoder.read(states.tags, [...before, ...path], { signal });
    const p = await trie.probabilities(read, new Set(taken));
    const best = p.indexOf(Math.max(...p));
    steps.push(p);
    taken.push(best);
    before.push(...spellings[best][0]);
  }
  return marginals(steps, taken);
}

/**
 * Probability that each tag is in a list drawn step by step: 1 − Π (1 − p). In later steps a tag that was taken counts
 * as much as the likeliest one left, or having been written first would speak against it.
 * @param steps probabilities of all tags at each step
 * @param taken the tag taken at each step, which later steps do not include
 */
export function marginals(steps: readonly number[][], taken: readonly number[]): number[] {
  return (steps[0] ?? []).map((_, tag) => {
    const out = steps.reduce((none, p, step) => {
      const gone = taken.slice(0, step).includes(tag);
      return none * (1 - (gone ? Math.max(...p) : p[tag]));
    }, 1);
    return 1 - out;
  });
}

/** The ways a tag is written in a list: before a comma, and as the last one. */
function spellingsOf(tokenizer: Tokenizer, tag: string): number[][] {
  const last = tagsAnswer([tag]);
  return [tokenizer.encode(last.replace(/\n$/, ',')), tokenizer.encode(last)];
}

/** Without those that differ from an earlier one only in case. */
function distinct(tags: readonly string[]): string[] {
  const seen = new Set<string>();
  return tags.filter((tag) => !seen.has(tag.toLowerCase()) && seen.add(tag.toLowerCase()));
}

function sums(values: Iterable<readonly [string, number]>): Map<string, number> {
  const out = new Map<string, number>();
  for (const [name, value] of values) out.set(name.toLowerCase(), (out.get(name.toLowerCase()) ?? 0) + value);
  return out;
}

function shares(values: readonly number[]): number[] {
  const sum = values.reduce((a, b) => a + b, 0);
  return values.map((value) => (sum > 0 ? value / sum : 1 / values.length));
}
