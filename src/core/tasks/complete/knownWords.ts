import type { HistoryStore } from '../../history/store/store.ts';
import type { Tokenizer } from '../../model/tokenizer/tokenizer.ts';
import type { KnowsWord } from './choose.ts';

/**
 * Knows the words of the user's writing, from the full-text index, and those of the language for which the model has a
 * single token: the few ten thousand most frequent ones.
 */
export function knownWords(store: HistoryStore, tokenizer: Tokenizer): KnowsWord {
  let language: Set<string> | undefined;
  return (word) => {
    language ??= wordsOfTokens(tokenizer);
    if (language.has(word) || language.has(word.toLowerCase())) return true;
    return /^[\p{L}\p{N}]+$/u.test(word) && store.text.documentFrequency(word, 1) > 0;
  };
}

function wordsOfTokens(tokenizer: Tokenizer): Set<string> {
  const out = new Set<string>();
  for (let id = 0; id < tokenizer.vocabSize; id++) {
    const text = tokenizer.tokenText(id);
    if (/^ \p{L}{2,}$/u.test(text)) out.add(text.slice(1));
  }
  return out;
}
