import type { StoredItem } from '../history/storedItem.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import { tagsAnswer } from '../prompts/tags.ts';
import { titleAnswer } from '../prompts/title.ts';
import type { Prompter } from '../tasks/prompting.ts';
import { type Example, windows } from './pack.ts';

/** Tokens of the text before a window that are read again and not graded. */
const OVERLAP = 32;
/** Characters of a part whose prompt shows profile and passages, and of one that shows the text before it alone. */
const PART = { conditioned: 1000, plain: 1700 };
/** In training one part in so many is conditioned, the first always: such a prompt costs half the time of its part. */
export const CONDITIONED_EVERY = 3;
/** Characters before a part that its prompt shows. */
const BEFORE = 200;

/** What examples are made with. */
export interface ExampleMaker {
  tokenizer: Tokenizer;
  prompter: Prompter;
  /** Tokens of a sequence. */
  sequence: number;
}

/**
 * Continuation of an item's own text: the whole text in parts, each after a prompt that serving could make there,
 * graded on the text alone.
 * @param conditionedEvery one part in so many has profile and passages in its prompt; 1 is as serving does it
 */
export function completionExamples(item: StoredItem, maker: ExampleMaker, conditionedEvery: number): Example[] {
  const { tokenizer, sequence } = maker;
  const plain = maker.prompter.only({ profile: false, retrieval: false });
  const about = { id: item.id, moment: item };
  const out: Example[] = [];
  for (let start = 0, part = 0; start < item.text.length; part++) {
    const conditioned = part % conditionedEvery === 0;
    const prompter = conditioned ? maker.prompter : plain;
    const end = start + (conditioned ? PART.conditioned : PART.plain);
    const before = item.text.slice(Math.max(0, start - BEFORE), start);
    const prompt = prompter.complete({ before, title: item.title }, about);
    // At least half a sequence is left for the text.
    const ids = prompt.ids.slice(-Math.floor(sequence / 2));
    const answer = tokenizer.encode(prompt.lead + item.text.slice(start, end));
    out.push(...windows({ ids: [...ids, ...answer], from: ids.length, item: item.id }, sequence, OVERLAP));
    start = end;
  }
  return out;
}

/** The item's own title after the prompt for one; none for an item without a title. */
export function titleExamples(item: StoredItem, { tokenizer, prompter, sequence }: ExampleMaker): Example[] {
  if (item.title.trim() === '') return [];
  const ids = prompter.title(item.text, { id: item.id, moment: item });
  return answered(ids, tokenizer.encode(titleAnswer(item.title)), item.id, sequence);
}

/** The item's own tags after the prompt for them; none for an item without tags. */
export function tagExamples(item: StoredItem, maker: ExampleMaker, vocabulary: string[]): Example[] {
  if (item.tags.length === 0) return [];
  const { tokenizer, prompter, sequence } = maker;
  const ids = prompter.tags({ text: item.text, title: item.title, vocabulary }, { id: item.id, moment: item });
  return answered(ids, tokenizer.encode(tagsAnswer(item.tags)), item.id, sequence);
}

/** A prompt longer than the sequence loses its beginning. */
function answered(prompt: number[], answer: number[], item: string, sequence: number): Example[] {
  if (answer.length >= sequence / 2) return [];
  const ids = [...prompt.slice(-(sequence - answer.length)), ...answer];
  return [{ ids, from: ids.length - answer.length, item }];
}
