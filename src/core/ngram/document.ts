import type { Tokenizer } from '../model/tokenizer/tokenizer.ts';
import { type Followers, followersOf, MOST_MET } from './followers.ts';
import { LONGEST } from './suffixes.ts';

/** More paragraphs than even a long document has. */
const KEPT = 4096;

/** Tokens of documents that grow: each paragraph is tokenized once. */
export class ParagraphTokens {
  readonly #tokenizer: Tokenizer;
  #known = new Map<string, readonly number[]>();

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  of(text: string): number[] {
    if (this.#known.size > KEPT) this.#known = new Map();
    // Cuts before line breaks, where the tokens on either side do not depend on each other.
    return text.split(/(?<=\S)(?=\n)/).flatMap((paragraph) => {
      let ids = this.#known.get(paragraph);
      if (!ids) {
        ids = this.#tokenizer.encode(paragraph);
        this.#known.set(paragraph, ids);
      }
      return ids;
    });
  }
}

/**
 * What followed the last one, two, … tokens in a document, the shortest context first. Stops at the first context that
 * was never seen; the end of the document itself has nothing after it.
 */
export function followersWithin(document: readonly number[], ids: readonly number[]): Followers[] {
  const next: number[][] = Array.from({ length: LONGEST + 1 }, () => []);
  const last = ids[ids.length - 1];
  for (let at = document.length - 2; at >= 0; at--) {
    if (document[at] !== last) continue;
    let length = 1;
    while (
      length < LONGEST &&
      length <= at &&
      length < ids.length &&
      document[at - length] === ids[ids.length - 1 - length]
    ) {
      length++;
    }
    for (let each = 1; each <= length; each++) next[each].push(document[at + 1]);
  }
  const out: Followers[] = [];
  for (let length = 1; length <= LONGEST; length++) {
    if (next[length].length > MOST_MET) continue;
    const found = followersOf(length, next[length]);
    if (!found) break;
    out.push(found);
  }
  return out;
}
