import type { StoredItem } from '../../history/store/storedItem.ts';
import { answered, conditioningOf, type Example, type ExampleMaker } from '../example.ts';
import { answerLine } from '../promptParts.ts';

/** The item's own title after the prompt for one; none for an item without a title. */
export async function titleExamples(item: StoredItem, maker: ExampleMaker): Promise<Example[]> {
  if (item.title.trim() === '') return [];
  const { tokenizer, sequence } = maker;
  const prompter = maker.prompter.only(conditioningOf(maker, item)());
  const prompt = await prompter.titleShowing(item.text, { id: item.id, moment: item });
  return answered(prompt, tokenizer.encode(answerLine(item.title)), item.id, sequence);
}
