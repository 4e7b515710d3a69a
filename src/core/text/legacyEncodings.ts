import { analyse } from 'chardet';
import { isLetterOf } from './alphabets.ts';
import { languageOf } from './language.ts';

/** A file's text, and the encoding it was read in, by its `TextDecoder` name. */
export interface Decoded {
  text: string;
  encoding: string;
}

/** How much of a file is examined, in bytes. */
const LOOKED_AT = 32_768;
/** Letters and signs that no text of the language has, as a share of all non-ASCII ones. */
const MOST_ODD = 0.02;

/** Single-byte encodings, with the languages that were written in them. The first are tried first. */
const SINGLE: Record<string, string> = {
  'windows-1252': 'en de fr es pt it nl sv da nb no fi is ca gl eu ga cy sq id ms sw af tl',
  'iso-8859-15': 'fr de es pt it nl sv da nb no fi et',
  'windows-1250': 'pl cs sk hu sl hr bs sr ro sq de',
  'iso-8859-2': 'pl cs sk hu sl hr bs ro de',
  'windows-1251': 'ru uk be bg mk sr',
  'koi8-u': 'ru uk be',
  'iso-8859-5': 'ru be bg mk sr',
  ibm866: 'ru be',
  'x-mac-cyrillic': 'ru uk be bg sr mk',
  'windows-1253': 'el',
  'windows-1254': 'tr az',
  'windows-1255': 'he yi',
  'windows-1256': 'ar fa ur',
  'windows-1257': 'lt lv et',
  'windows-874': 'th',
  'windows-1258': 'vi',
  macintosh: 'en de fr es pt it nl sv da nb no fi is',
};
/** Multi-byte encodings: chance alone makes no text of them. */
const MULTI: Record<string, string> = { shift_jis: 'ja', 'euc-jp': 'ja', gb18030: 'zh', big5: 'zh', 'euc-kr': 'ko' };
const MULTI_CONFIDENCE = 40;

/** Their names in the detector, which knows the languages of the ISO encodings. */
const FAMILY: Record<string, string> = { 'windows-1255': 'iso-8859-8', 'windows-1256': 'iso-8859-6', ibm866: 'ibm866' };
/** Points of 100 by which one guess must lead another that has hardly any. */
const MUCH_SURER = 15;

interface Candidate extends Decoded {
  odd: number;
  sure: number;
}

/**
 * Detects an old encoding: tries each one that fits the bytes; the text must be in a language that was written in it,
 * with no letters foreign to that language.
 * @returns null if none is certainly right
 */
export function detectLegacy(bytes: Buffer): Decoded | null {
  const head = bytes.subarray(0, LOOKED_AT);
  const guesses = analyse(head).map(({ name, confidence }) => ({ name: name.toLowerCase(), confidence }));
  for (const { name, confidence } of guesses) {
    if (!(name in MULTI) || confidence < MULTI_CONFIDENCE) continue;
    const text = strictly(bytes, name);
    if (text !== null && languageOf(text) === MULTI[name]) return { text, encoding: name };
  }
  let best: Candidate | null = null;
  for (const [encoding, languages] of Object.entries(SINGLE)) {
    const text = strictly(bytes, encoding);
    if (text === null) continue;
    const language = languageOf(text);
    // Too short to tell a language, but its only non-ASCII characters may be the quotation marks that all Windows
    // encodings share.
    if (language === null ? !hasMarksAlone(text) : !languages.split(' ').includes(language)) continue;
    const odd = language === null ? 0 : oddShare(text, language);
    if (odd > MOST_ODD) continue;
    // Hebrew is Cyrillic in another encoding, letter by letter; the frequencies of letter sequences tell which it is.
    const sure = guesses.find(({ name }) => name === encoding || name === FAMILY[encoding])?.confidence ?? 0;
    const better = best === null || (sure > best.sure + MUCH_SURER && best.sure < MUCH_SURER) || odd < best.odd;
    if (better) best = { text, encoding, odd, sure };
  }
  return best && { text: best.text, encoding: best.encoding };
}

/** The text, or null if a byte has no meaning or a control character results. */
function strictly(bytes: Buffer, encoding: string): string | null {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    // Node.js 20 reads Windows-1252 as Latin-1.
    const whole =
      encoding === 'windows-1252' ? text.replace(/[\x80-\x9f]/g, (char) => WINDOWS[char.charCodeAt(0) - 0x80]!) : text;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
    return /[\0\x01-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd]/.test(whole) ? null : whole;
  } catch {
    return null;
  }
}

const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function hasMarksAlone(text: string): boolean {
  return /^[\0-\x7f‘’“”–—…•\u00a0]*$/.test(text);
}

/** Share of odd characters among the non-ASCII ones: another alphabet's letters, and signs inside words. */
function oddShare(text: string, language: string): number {
  const others = text.match(/[^\0-\x7f]/g)?.length ?? 0;
  let odd = 0;
  for (const [letter] of text.matchAll(/(?![a-z])\p{L}/giu)) if (!isLetterOf(letter, language)) odd++;
  // A sign next to a letter, a capital after a small letter, and capitals throughout are marks of a wrong encoding.
  odd += text.match(/(?:(?<=\p{L})[¡-¶¸-¿×÷†‡‰](?!\s*\p{N})|[¬±¶¦¨¸¼½¾](?=\p{L})|¤|(?<=\p{N})[ŒœŸ])/gu)?.length ?? 0;
  odd += text.match(/(?<=\p{Ll})(?![A-Z])\p{Lu}/gu)?.length ?? 0;
  const [capitals, small] = [text.match(/(?![A-Z])\p{Lu}/gu)?.length ?? 0, text.match(/\p{Ll}/gu)?.length ?? 0];
  if (capitals > 10 && capitals > small) odd += capitals;
  return others === 0 ? 0 : odd / others;
}
