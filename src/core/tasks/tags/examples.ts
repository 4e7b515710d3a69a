import type { StoredItem } from '../../history/store/storedItem.ts';
import { answered, conditioningOf, type Example, type ExampleMaker } from '../example.ts';
import { tagsAnswer } from './prompt.ts';

/** The item's own tags after the prompt for them; nothing for an item without tags. */
export async function tagExamples(item: StoredItem, maker: ExampleMaker): Promise<Example[]> {
  if (item.tags.length === 0) return [];
  const { tokenizer, sequence, vocabulary } = maker;
  const prompter = maker.prompter.only(conditioningOf(maker, item)());
  const { title, text } = item;
  const prompt = await prompter.tagsShowing({ text, title, vocabulary }, { id: item.id, moment: item });
  return answered(prompt, tokenizer.encode(tagsAnswer(item.tags)), item.id, sequence);
}
