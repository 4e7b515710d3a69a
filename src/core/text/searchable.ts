/**
 * Texts in the form of the full-text index. The index itself knows words between spaces and marks on Latin letters
 * (unicode61); everything else is converted here, in the same way for stored texts and for queries. Nothing here may
 * change with the version of Node or ICU, or entries could no longer be removed from the index: so it uses ranges of
 * characters and pairs of them, and no dictionary of words.
 */

/** Letters that are another one with a stroke, or two in one. */
const LETTERS: Record<string, string> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ŀ: 'l',
  ŋ: 'n',
  ƒ: 'f',
  ɨ: 'i',
  ß: 'ss',
  ẞ: 'ss',
  æ: 'ae',
  ǽ: 'ae',
  œ: 'oe',
  þ: 'th',
  ĳ: 'ij',
  ё: 'е',
  ґ: 'г',
  ў: 'у',
  ς: 'σ',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
};

/** Chinese, Japanese and Korean; Thai and Lao; Burmese; Khmer: written without spaces, or with endings attached. */
const RUN =
  '\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u2e80-\\u2fff\\u3005-\\u3007\\u3041-\\u30ff\\u3105-\\u318e\\u31a0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97f\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{3ffff}';
const RUNS = new RegExp(`[${RUN}]+`, 'gu');
/** Whether a text has letters of a script without spaces. */
const UNSPACED = new RegExp(`[${RUN}]`, 'u');

const LONE = new RegExp(`^[${RUN}]$`, 'u');
const LAST_OF_RUN = new RegExp(`([${RUN}]{2}) [${RUN}](?= *$)`, 'u');

/** Ligatures, variant letter shapes, small and raised figures, full-width forms: as Unicode composes them (NFKC). */
const SHAPED =
  /[\u00aa\u00b2\u00b3\u00b9\u00ba\u00bc-\u00be\u0132\u0133\u2070-\u209c\u2100-\u214f\u2150-\u2189\u2460-\u24ff\u3131-\u318e\u3200-\u33ff\ufb00-\ufb06\uff01-\uffef\u{1d400}-\u{1d7ff}]+/gu;
const STROKED = /[łøđðħŧıŀŋƒɨßẞæǽœþĳŁØĐÐĦŦĿŊÆŒÞĲёЁґҐўЎςأإآٱىیکة]/gu;
/** Greek letters with marks, which the index does not strip. */
const GREEK = /[\u0370-\u03ff\u1f00-\u1fff]/gu;
/** Vowel marks in Arabic and Hebrew, which few people write; joiners, soft hyphens and the like. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: marks, each on its own
const DROPPED = /[\u0591-\u05c7\u0640\u064b-\u065f\u0670\u00ad\u200b-\u200d\u2060\ufeff\ufe0e\ufe0f]/gu;
const PICTURE = /[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\u{1f000}-\u{1faff}]/gu;
/** Names with signs that would fall off: C++, C#, AT&T, R&D. */
const SIGNED =
  /(?<![\p{L}\p{N}_])(?:[A-Za-z](?:\+\+|#)(?![\p{L}\p{N}_+#])|\p{L}{1,4}&(?:amp;)?\p{L}{1,4}(?![\p{L}\p{N}_;]))/gu;

/**
 * Whether there may be such names. Signs are searched first, then the letters before them: most texts have no such
 * sign.
 */
const HAS_SIGN = /\+\+(?<=[A-Za-z]\+\+)|#(?<=[A-Za-z]#)|&(?<=\p{L}&)/u;

/** Whether a text may contain any of the above: most are pure ASCII and contain none of it. */
const PLAIN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  /^[\x00-\x7f\u00a0\u00a7\u00a9\u00ab\u00ae\u00b0\u00b7\u00bb\u00bf\u00c0-\u00c5\u00c7-\u00cf\u00d1-\u00d6\u00d9-\u00dd\u00e0-\u00e5\u00e7-\u00ef\u00f1-\u00f6\u00f9-\u00fd\u00ff\u2010-\u2027\u2030-\u205e\u20ac]*$/;

/** A text in the form in which words are searched. */
export function searchable(text: string): string {
  let plain = text;
  if (HAS_SIGN.test(plain)) plain = plain.replace(SIGNED, spelled);
  if (PLAIN.test(plain)) return plain;
  plain = plain
    .replace(DROPPED, '')
    .replace(SHAPED, (shaped) => shaped.normalize('NFKC'))
    .replace(GREEK, (letter) => letter.normalize('NFD').replace(/[\u0300-\u036f]/g, ''))
    .replace(STROKED, (letter) => LETTERS[letter] ?? LETTERS[letter.toLowerCase()] ?? letter)
    .replace(PICTURE, (picture) => ` emoji${picture.codePointAt(0)!.toString(16)} `);
  return UNSPACED.test(plain) ? plain.normalize('NFC').replace(RUNS, pairs) : plain;
}

/** "C++" → "cplusplus", "C#" → "csharp", "AT&T" → "atandt". */
function spelled(name: string): string {
  return name
    .toLowerCase()
    .replace('++', 'plusplus')
    .replace('#', 'sharp')
    .replace(/&(?:amp;)?/, 'and');
}

/** "机器学习" → "机器 器学 学习 习": any part of the run is found by its own pairs, one character by the beginning of a pair. */
function pairs(run: string): string {
  const characters = [...run];
  return ` ${characters.map((character, i) => character + (characters[i + 1] ?? '')).join(' ')} `;
}

/** A word in the index's query form: a string of FTS5, in which nothing is an operator (sqlite.org/fts5.html, 3.1). */
export function searchedFor(word: string): string {
  const composed = word.normalize('NFC');
  const quoted = (text: string) => `"${text.replaceAll('"', '""').trim()}"`;
  // One character begins a pair, wherever it is; a run that ends the word may continue in the text.
  if (LONE.test(composed)) return `${quoted(composed)}*`;
  return quoted(searchable(composed).replace(LAST_OF_RUN, '$1'));
}

/** The signed names and emoji in a text, each in its search form: "C++", "AT&T", "🎉". */
export function signedNames(text: string): string[] {
  return [...(text.match(SIGNED) ?? []), ...(text.match(PICTURE) ?? [])];
}

/** Whether a text has letters of a script that is written without spaces, or attaches its endings. */
export function isUnspaced(text: string): boolean {
  return UNSPACED.test(text);
}

/** Letters without strokes, for comparing words. */
export function foldedLetters(word: string): string {
  return word.replace(STROKED, (letter) => LETTERS[letter] ?? LETTERS[letter.toLowerCase()] ?? letter);
}
