import { proseOf } from '../text/prose.ts';
import { sentencesOf } from '../text/sentences.ts';
import { cutToFit } from './passage.ts';

/** About a hundred tokens: what small embedding models were trained on, and what fits in a prompt. */
const PASSAGE_CHARACTERS = 480;
/** Passages of an item beyond this number are not embedded: the beginning tells what it is about. */
const MAX_PASSAGES = 24;
/** Upper limit for a passage's share of the text, however little prose it yields. */
const MAX_CHARACTERS = 40_000;

/** An item's prose, cut at sentences into passages of about equal length; the same text gives the same passages. */
export function passagesOf(text: string): string[] {
  const passages: string[] = [];
  let passage = '';
  const end = () => {
    const whole = passage.replace(/\s+/g, ' ').trim();
    if (whole !== '') passages.push(cutToFit(whole, (part) => part.length <= 2 * PASSAGE_CHARACTERS));
    passage = '';
  };
  for (const sentence of sentencesOf(proseOf(text.slice(0, MAX_CHARACTERS)))) {
    if (passage !== '' && passage.length + sentence.text.length > PASSAGE_CHARACTERS) end();
    if (passages.length >= MAX_PASSAGES) break;
    passage += sentence.text;
  }
  if (passages.length < MAX_PASSAGES) end();
  return passages.filter((each) => each !== '');
}
