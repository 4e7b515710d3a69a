import { proseOf } from '../text/prose.ts';
import { sentencesOf } from '../text/sentences.ts';
import { cutToFit } from './passage.ts';

/** About a hundred tokens: what small embedding models were trained on, and what fits in a prompt. */
const PASSAGE_CHARACTERS = 480;
/** An item's passages beyond this many are not embedded: the beginning tells what it is about. */
const MAX_PASSAGES = 24;
/** Each passage takes at most so much of the text, whatever its prose comes to. */
const MAX_CHARACTERS = 40_000;

/** An item's prose cut at sentences into passages of about the same length; the same text gives the same passages. */
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
