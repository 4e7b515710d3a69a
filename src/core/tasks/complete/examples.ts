import type { StoredItem } from '../../history/store/storedItem.ts';
import type { Tokenizer } from '../../model/tokenizer/tokenizer.ts';
import { conditioningOf, type Example, type ExampleMaker, windows } from '../example.ts';

/** Tokens of the text before a window that are read again but not graded. */
const OVERLAP = 32;
/**
 * In training one part in this many is conditioned, and always the first: such a prompt costs half the time of its
 * part.
 */
export const CONDITIONED_EVERY = 3;
/** Characters before a part that its prompt shows. */
const BEFORE = 200;
/** Characters of a part when systems are compared: the same for all of them, whatever else their prompts show. */
const COMPARED_PART = 1000;
/** Prose never has more characters per token than this. */
const CHARACTERS_A_TOKEN = 8;

/**
 * Examples that continue an item's own text: the whole text in parts, each after a prompt that serving could make at
 * that point, graded on the text alone. In training a part is as long as the sequence allows.
 * @param conditionedEvery one part in this many has profile and passages in its prompt; 1 is what serving does
 */
export async function completionExamples(
  item: StoredItem,
  maker: ExampleMaker,
  conditionedEvery: number,
): Promise<Example[]> {
  const { tokenizer, sequence } = maker;
  const plain = maker.prompter.only({ profile: false, retrieval: false });
  const about = { id: item.id, moment: item };
  const draw = conditioningOf(maker, item);
  const out: Example[] = [];
  for (let start = 0, part = 0; start < item.text.length; part++) {
    const prompter = part % conditionedEvery === 0 ? maker.prompter.only(draw()) : plain;
    const before = item.text.slice(Math.max(0, start - BEFORE), start);
    const prompt = await prompter.complete({ before, title: item.title }, about);
    // At least half a sequence is left for the text.
    const ids = prompt.ids.slice(-Math.floor(sequence / 2));
    const room = sequence - ids.length;
    const rest = item.text.slice(start, maker.mixture === undefined ? start + COMPARED_PART : undefined);
    const { answer, characters } = fitting(tokenizer, prompt.lead, rest, room);
    out.push(...windows({ ids: [...ids, ...answer], from: ids.length, item: item.id }, sequence, OVERLAP));
    start += characters;
  }
  return out;
}

/** The longest beginning of a text that fits, in whole words, and its number of characters. */
function fitting(tokenizer: Tokenizer, lead: string, text: string, room: number) {
  const most = text.slice(0, room * CHARACTERS_A_TOKEN);
  const ids = tokenizer.encode(lead + most);
  if (ids.length <= room && most.length === text.length) return { answer: ids, characters: text.length };
  let cut = Math.min(room, ids.length - 1);
  while (cut > room / 2 && !/^\s/.test(tokenizer.tokenText(ids[cut]))) cut--;
  const answer = ids.slice(0, cut);
  const characters = tokenizer.decode(answer).length - lead.length;
  // A text that ends within a character is not what its tokens say.
  if (characters > 0 && most.startsWith(tokenizer.decode(answer).slice(lead.length))) return { answer, characters };
  return { answer: ids, characters: most.length };
}
