import type { StoredItem } from '../core/history/store/storedItem.ts';
import type { Tokenizer } from '../core/model/tokenizer/tokenizer.ts';
import { ADAPTED_NGRAM_WEIGHTS, DEFAULT_NGRAM_WEIGHTS } from '../core/ngram/defaults.ts';
import { textOf } from '../core/ngram/keptNgrams.ts';
import { NgramIndex } from '../core/ngram/ngramIndex.ts';
import { OwnNgrams } from '../core/ngram/ownNgrams.ts';
import { notCounting } from '../core/tasks/ngramsOf.ts';
import type { Contestant, EvalContext } from './evalContext.ts';
import type { Personal } from './lineup.ts';

/**
 * Gives the systems that mix n-grams in those of the history, or of the author whose adapter they have. Without a
 * personal adapter they have the weights that everybody has before any training; with one, the fitted weights.
 */
export async function mixNgrams(
  contestants: readonly Contestant[],
  { own, other }: Personal,
  { store, tokenizer }: EvalContext,
): Promise<void> {
  const mixing = contestants.filter(({ system }) => system.ngrams);
  if (mixing.length === 0) return;
  const isOther = ({ system }: Contestant) => system.adapter === 'other';
  const index = indexOf(store.list(), tokenizer);
  const others = mixing.some(isOther) ? indexOf(other!.history, tokenizer) : undefined;
  for (const contestant of mixing) {
    if (isOther(contestant)) {
      const weights = other!.ngram ?? ADAPTED_NGRAM_WEIGHTS;
      contestant.ngrams = { over: (tokens) => new OwnNgrams(others!, weights, { tokens }) };
      continue;
    }
    const weights = contestant.system.adapter === 'own' ? (own!.ngram ?? ADAPTED_NGRAM_WEIGHTS) : DEFAULT_NGRAM_WEIGHTS;
    contestant.ngrams = {
      over: (tokens, about) => new OwnNgrams(index, weights, { tokens, without: notCounting(store, about) }),
    };
  }
}

function indexOf(items: readonly StoredItem[], tokenizer: Tokenizer): NgramIndex {
  const added = items.map((item) => ({ id: item.id, version: '', ids: tokenizer.encode(textOf(item)) }));
  return NgramIndex.empty(tokenizer.vocabSize).changed(() => true, added);
}
