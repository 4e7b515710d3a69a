import { wordsOf } from '../text/prose.ts';
import { sentencesOf } from '../text/sentences.ts';

/** What writers are compared by: mean words per sentence, and shares of sentences with a mark or a person. */
export type MeasureName =
  | 'sentence'
  | 'question'
  | 'exclamation'
  | 'semicolon'
  | 'colon'
  | 'dash'
  | 'parenthesis'
  | 'we'
  | 'I'
  | 'you';

const WE = new Set("we we're we've we'd we'll us our ours ourselves".split(' '));
const I = new Set("i i'm i've i'd i'll me my mine myself".split(' '));
const YOU = new Set("you you're you've you'd you'll your yours yourself yourselves".split(' '));

/** Words by which writers differ, without a subject of their own. */
export const TELLING_WORDS =
  "actually almost always basically besides certainly clearly currently especially eventually exactly finally frankly generally hence hopefully however indeed instead just literally maybe mostly never nevertheless obviously often otherwise perhaps please possibly pretty probably quickly quite rather really recently seriously simply slightly somehow somewhat soon sometimes still suddenly surely therefore though thus truly typically ultimately usually very whatever yet let's gonna kind lots stuff thing things great awesome amazing lovely nice".split(
    ' ',
  );
const TELLING = new Set(TELLING_WORDS);

/** Shares of sentences by which writers are compared, and how to recognise such a sentence. */
const SHARES: Record<Exclude<MeasureName, 'sentence'>, (sentence: string, words: readonly string[]) => boolean> = {
  question: (sentence) => /\?["'”’)\]*_]*\s*$/.test(sentence),
  exclamation: (sentence) => /!["'”’)\]*_]*\s*$/.test(sentence),
  semicolon: (sentence) => /;\s/.test(sentence),
  colon: (sentence) => /:\s/.test(sentence),
  dash: (sentence) => /[—–]|\s--?\s/.test(sentence),
  parenthesis: (sentence) => /\(\p{L}/u.test(sentence),
  we: (_, words) => words.some((word) => WE.has(word)),
  I: (_, words) => words.some((word) => I.has(word)),
  you: (_, words) => words.some((word) => YOU.has(word)),
};

/** One measure over several documents: its value, and how many documents contributed to it. */
export interface Measured {
  value: number;
  documents: number;
}

/** What writers are compared by, counted over the prose of their documents. */
export class MeasureCount {
  #documents = 0;
  #sentences = 0;
  #words = 0;
  #sentenceWords = 0;
  readonly #shares = new Map<string, { count: number; documents: number }>();
  readonly #telling = new Map<string, { count: number; documents: number }>();

  /** @param paragraphs of one document, plain text */
  add(paragraphs: readonly string[]): void {
    if (paragraphs.length === 0) return;
    this.#documents++;
    const shares = new Set<string>();
    const telling = new Set<string>();
    for (const { text } of paragraphs.flatMap((paragraph) => sentencesOf(paragraph))) {
      const sentence = text.trim();
      const words = wordsOf(sentence).map((word) => word.toLowerCase().replaceAll('’', "'"));
      this.#words += words.length;
      for (const word of words) if (TELLING.has(word)) note(this.#telling, telling, word);
      if (words.length < 2 || !/[.!?…]["'”’)\]*_]*$/.test(sentence)) continue;
      this.#sentences++;
      this.#sentenceWords += words.length;
      for (const [name, has] of Object.entries(SHARES)) if (has(sentence, words)) note(this.#shares, shares, name);
    }
  }

  get documents(): number {
    return this.#documents;
  }

  get words(): number {
    return this.#words;
  }

  /** Mean words per sentence, and shares of sentences. */
  measures(): Record<MeasureName, Measured> {
    const share = (name: string): Measured => {
      const { count, documents } = this.#shares.get(name) ?? { count: 0, documents: 0 };
      return { value: count / Math.max(1, this.#sentences), documents };
    };
    const shares = Object.fromEntries(Object.keys(SHARES).map((name) => [name, share(name)]));
    const sentence = { value: this.#sentenceWords / Math.max(1, this.#sentences), documents: this.#documents };
    return { ...(shares as Record<keyof typeof SHARES, Measured>), sentence };
  }

  /** How often each telling word is used, per thousand words. */
  telling(): Map<string, Measured & { count: number }> {
    return new Map(
      [...this.#telling].map(([word, { count, documents }]) => [
        word,
        { value: (1000 * count) / Math.max(1, this.#words), documents, count },
      ]),
    );
  }
}

function note(counts: Map<string, { count: number; documents: number }>, seen: Set<string>, name: string): void {
  const entry = counts.get(name) ?? { count: 0, documents: 0 };
  entry.count++;
  if (!seen.has(name)) entry.documents++;
  seen.add(name);
  counts.set(name, entry);
}
