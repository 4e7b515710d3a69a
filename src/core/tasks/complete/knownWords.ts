import type { HistoryStore } from '../../history/store/store.ts';
import type { Tokenizer } from '../../model/tokenizer/tokenizer.ts';
import type { KnowsWord } from './choose.ts';

/**
 * Knows the words of the user's writing, by its full-text index, and those of the language, as far as the model has a
 * token for the whole word: the few ten thousand that are written most.
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
