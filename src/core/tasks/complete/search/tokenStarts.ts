import type { Tokenizer } from '../../../model/tokenizer/tokenizer.ts';
import { UNSPACED } from '../../../text/words.ts';

const known = new WeakMap<Tokenizer, Uint8Array>();

/**
 * Which tokens continue a word they follow: those that begin with a letter, digit or mark, or with an apostrophe and a
 * letter. All others leave the word as it is.
 * @returns 1 for those that continue it, by id
 */
export function goesOn(tokenizer: Tokenizer): Uint8Array {
  let out = known.get(tokenizer);
  if (!out) {
    out = new Uint8Array(tokenizer.vocabSize);
    for (let id = 0; id < out.length; id++) out[id] = startsInWord(tokenizer.tokenBytes(id)) ? 1 : 0;
    for (const id of [...tokenizer.specialIds, ...tokenizer.eosIds]) out[id] = 0;
    known.set(tokenizer, out);
  }
  return out;
}

function startsInWord(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false;
  const text = new TextDecoder().decode(bytes.subarray(0, 12));
  const first = String.fromCodePoint(text.codePointAt(0)!);
  // Part of a character: of a letter beyond ASCII, unless it is one of the punctuation marks that begin with E2.
  if (first === '\uFFFD') return bytes[0] !== 0xe2 && bytes[0] !== 0xf0;
  if (first === "'" || first === '’') return /^['’]\p{L}/u.test(text);
  return /[\p{L}\p{N}\p{M}_]/u.test(first) && !UNSPACED.test(first);
}
