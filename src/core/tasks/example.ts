import type { StoredItem } from '../history/store/storedItem.ts';
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts';
import { seededRandom } from '../support/random.ts';
import type { Conditioning, Prompter, ShowingIds } from './prompter.ts';

/** What examples are made with. */
export interface ExampleMaker {
  tokenizer: Tokenizer;
  prompter: Prompter;
  /** Tokens of a sequence. */
  sequence: number;
  /**
   * Given for training: some prompts then lack profile or passages, chosen at random with this seed, so that the
   * adapter works with and without them. Absent when systems are compared: every prompt has both.
   */
  mixture?: number;
  /** The user's tags at the time, most used first. */
  vocabulary: string[];
}

/** A text to learn from: the model reads all of it and is graded on the tokens from `from` on. */
export interface Example {
  ids: number[];
  /** Index of the first graded token; at least 1, since nothing predicts the first token. */
  from: number;
  /** Ranges [start, end) before `from` that are graded too: answers that the prompt shows. */
  shown?: [number, number][];
  /** Id of the history item it came from. */
  item: string;
}

/** How often a training prompt shows both profile and passages, and how often only one of the two. */
const MIXTURE = { both: 0.7, one: 0.1 };

/**
 * Cuts examples longer than a sequence into windows. Each window but the first begins with `overlap` tokens of the one
 * before, which are read but not graded.
 */
export function windows(example: Example, length: number, overlap: number): Example[] {
  const { ids, from, item } = example;
  if (ids.length <= length) return [example];
  const out: Example[] = [{ ids: ids.slice(0, length), from, item }];
  for (let end = length; end < ids.length; end += length - overlap) {
    const start = end - overlap;
    const part = ids.slice(start, start + length);
    out.push({ ids: part, from: Math.max(from - start, overlap), item });
  }
  return out.filter((window) => window.from < window.ids.length);
}

/** Chooses at random what the prompts of an item show, the same on every run. */
export function conditioningOf({ mixture }: ExampleMaker, item: StoredItem): () => Conditioning {
  if (mixture === undefined) return () => ({ profile: true, retrieval: true });
  const random = seededRandom(mixture * 7919 + item.seq);
  return () => {
    const draw = random();
    const { both, one } = MIXTURE;
    return { profile: draw < both + one, retrieval: draw < both || (draw >= both + one && draw < both + 2 * one) };
  };
}

/** A prompt longer than the sequence loses its beginning. */
export function answered({ ids, answers }: ShowingIds, answer: number[], item: string, sequence: number): Example[] {
  if (answer.length >= sequence / 2) return [];
  const cut = Math.max(0, ids.length + answer.length - sequence);
  const shown = answers
    .map(([start, end]): [number, number] => [start - cut, end - cut])
    .filter(([start]) => start > 0);
  return [{ ids: [...ids.slice(cut), ...answer], from: ids.length - cut, shown, item }];
}
