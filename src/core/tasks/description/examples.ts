import type { StoredItem } from '../../history/store/storedItem.ts';
import { answered, conditioningOf, type Example, type ExampleMaker } from '../example.ts';
import { answerLine } from '../promptParts.ts';
import { DESCRIPTION_BUDGET, DESCRIPTION_EXAMPLES, descriptionPrompt } from './prompt.ts';

/** The item's own description after the prompt for one; nothing for an item without one. */
export async function descriptionExamples(item: StoredItem, maker: ExampleMaker): Promise<Example[]> {
  const { description } = item;
  if (!description) return [];
  const { tokenizer, sequence } = maker;
  const prompter = maker.prompter.only(conditioningOf(maker, item)());
  const options = { k: DESCRIPTION_EXAMPLES, budget: DESCRIPTION_BUDGET.snippets };
  const about = { id: item.id, moment: item };
  const prompt = await prompter.showing(item.text, options, (known) => descriptionPrompt(item.text, known), about);
  return answered(prompt, tokenizer.encode(answerLine(description)), item.id, sequence);
}
