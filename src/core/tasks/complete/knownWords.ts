import type { HistoryStore } from '../../history/store/store.ts';
import type { Tokenizer } from '../../model/tokenizer/tokenizer.ts';
import type { KnowsWord } from './choose.ts';

/**
 * Knows the words of the user's writing, from the full-text index, and those of the language for which the model has a
 * single token: the few ten thousand most frequent ones.
 */
export function knownWords(store: HistoryStore, tokenizer: Tokenizer): KnowsWord {
  return (word) => {
    const language = wordsOfTokens(tokenizer);
    if (language.has(word) || language.has(word.toLowerCase())) return true;
    return /^[\p{L}\p{N}]+$/u.test(word) && store.text.documentFrequency(word, 1) > 0;
  };
}

/** Whether a lower-case word belongs to the language: the model has a single token for it. */
export function ordinaryWords(tokenizer: Tokenizer): (word: string) => boolean {
  const language = wordsOfTokens(tokenizer);
  return (word) => language.has(word);
}

const languages = new WeakMap<Tokenizer, Set<string>>();

function wordsOfTokens(tokenizer: Tokenizer): Set<string> {
  const known = languages.get(tokenizer);
  if (known) return known;
  const out = new Set<string>();
  for (let id = 0; id < tokenizer.vocabSize; id++) {
    const text = tokenizer.tokenText(id);
    if (/^ \p{L}{2,}$/u.test(text)) out.add(text.slice(1));
  }
  languages.set(tokenizer, out);
  return out;
}
