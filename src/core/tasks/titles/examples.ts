import type { StoredItem } from '../../history/store/storedItem.ts';
import { answered, conditioningOf, type Example, type ExampleMaker } from '../example.ts';
import { answerLine } from '../promptParts.ts';

/** The item's own title after the prompt for one; nothing for an item without a title. */
export function titleExamples(item: StoredItem, maker: ExampleMaker): Example[] {
  if (item.title.trim() === '') return [];
  const { tokenizer, sequence } = maker;
  const prompter = maker.prompter.only(conditioningOf(maker, item)());
  const ids = prompter.title(item.text);
  return answered({ ids, answers: [] }, tokenizer.encode(answerLine(item.title)), item.id, sequence);
}
