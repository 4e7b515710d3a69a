import type { StoredItem } from '../history/storedItem.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import { tagsAnswer } from '../prompts/tags.ts';
import { titleAnswer } from '../prompts/title.ts';
import type { Prompter } from '../tasks/prompting.ts';
import { type Example, windows } from './pack.ts';

/** Tokens of the text before a window that are read again and not graded. */
export const OVERLAP = 32;
/** A text is cut into parts of this many characters, each with a prompt of its own: about half a sequence. */
const PART = 1000;
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
 * Continuation of an item's own text: the whole text in parts, each after the prompt that serving would make there,
 * graded on the text alone.
 */
export function completionExamples(item: StoredItem, { tokenizer, prompter, sequence }: ExampleMaker): Example[] {
  const about = { id: item.id, moment: item };
  const out: Example[] = [];
  for (let start = 0; start < item.text.length; start += PART) {
    const part = item.text.slice(start, start + PART);
    const prompt = prompter.complete(
      { before: item.text.slice(Math.max(0, start - BEFORE), start), title: item.title },
      about,
    );
    // The prompt leaves room for at least half a sequence of text.
    const ids = prompt.ids.slice(-Math.floor(sequence / 2));
    const answer = tokenizer.encode(prompt.lead + part);
    if (answer.length === 0) continue;
    out.push(...windows({ ids: [...ids, ...answer], from: ids.length, item: item.id }, sequence, OVERLAP));
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
