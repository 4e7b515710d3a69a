import { proseOf } from '../../text/prose.ts';
import { type Count, cutEnd, joinAnswers, oneLine, type PromptWithAnswers, shownWithin } from '../promptParts.ts';

/** What tags are made from. */
export interface TagsInput {
  title: string;
  /** The document's text, as Markdown. */
  text: string;
  /** Earlier items with their tags, most similar first. */
  neighbours: { title: string; tags: string[] }[];
  /** The user's tags, most used first; tags from among these are preferred. */
  vocabulary: string[];
}

/** Lengths in tokens. */
export interface TagsBudget {
  vocabulary: number;
  neighbours: number;
  title: number;
  text: number;
}

/** 256 tokens with the answer: two such examples fill a training sequence. */
export const TAGS_BUDGET: TagsBudget = { vocabulary: 48, neighbours: 88, title: 24, text: 76 };

/**
 * The prompt whose continuation is a list of tags:
 * All tags: a, b, c ⏎ Title: … ⏎ Tags: a, b ⏎ Text: … ⏎ Title: … ⏎ Tags:
 * The most similar earlier item comes last, next to the document.
 */
export function tagsPrompt(input: TagsInput, budget: TagsBudget, count: Count): PromptWithAnswers {
  const tagged = input.neighbours.filter(({ tags }) => tags.length > 0);
  const examples = tagged.map(({ title, tags }) => {
    const name = cutEnd(oneLine(title), budget.title, count);
    return { question: `${name === '' ? '' : `Title: ${name}\n`}Tags:`, answer: tagsAnswer(tags) };
  });
  const title = cutEnd(oneLine(input.title), budget.title, count);
  const text = cutEnd(oneLine(proseOf(input.text)), budget.text, count);
  const document = `Text: ${text}\n${title === '' ? '' : `Title: ${title}\n`}Tags:`;
  return joinAnswers([
    { text: knownTags(input.vocabulary, budget.vocabulary, count) },
    ...shownWithin(examples, budget.neighbours, count),
    { text: document },
  ]);
}

/** The line of known tags: as many of the most used ones as fit. */
function knownTags(vocabulary: string[], budget: number, count: Count): string {
  const line = (n: number) => `All tags:${tagsAnswer(vocabulary.slice(0, n))}`;
  let [low, high] = [0, vocabulary.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (count(line(middle)) <= budget) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : line(low);
}

/** What the model should write after the prompt: the tags, separated by commas and ended by a line break. */
export function tagsAnswer(tags: string[]): string {
  return ` ${tags.map((tag) => oneLine(tag).replaceAll(',', '')).join(', ')}\n`;
}

/** The tags in what the model wrote: its first line split at the commas, each tag once, ignoring case. */
export function parseTags(text: string): string[] {
  const line = text.replace(/^\s+/, '').split('\n', 1)[0] ?? '';
  const seen = new Set<string>();
  return line
    .split(',')
    .map((part) => oneLine(part).replace(/^[#"'*\s]+|["'*.\s]+$/g, ''))
    .filter((tag) => tag !== '' && tag.length <= 60)
    .filter((tag) => !seen.has(tag.toLowerCase()) && seen.add(tag.toLowerCase()));
}
