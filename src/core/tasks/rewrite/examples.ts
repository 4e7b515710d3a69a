import type { StoredItem } from '../../history/store/storedItem.ts';
import type { Example, ExampleMaker } from '../example.ts';
import { answerLine } from '../promptParts.ts';
import { mannered } from './ownSentences.ts';

/** Sentences of each item, spread over it: more would be a lot of training for a rarely used task. */
const SENTENCES = 3;

/**
 * Rewriting learned without a teacher: the item's own sentences after their plain versions, in the prompts that serving
 * makes.
 */
export function rewriteExamples(item: StoredItem, { tokenizer, prompter, sequence }: ExampleMaker): Example[] {
  const pairs = mannered(item.text);
  const count = Math.min(SENTENCES, pairs.length);
  return Array.from({ length: count }, (_, i) => pairs[Math.floor(((i + 0.5) * pairs.length) / count)]).flatMap(
    ({ plain, own }): Example[] => {
      const { ids, answers } = prompter.rewriteShowing(plain, { id: item.id, moment: item });
      const answer = tokenizer.encode(answerLine(own));
      // A prompt that does not fit would lose its beginning, and the ranges of its answers.
      if (ids.length + answer.length > sequence) return [];
      return [{ ids: [...ids, ...answer], from: ids.length, shown: answers, item: item.id }];
    },
  );
}
