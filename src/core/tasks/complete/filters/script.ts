import type { SuggestionFilter } from './filter.ts';

const SCRIPTS = [
  'Latin',
  'Greek',
  'Cyrillic',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Devanagari',
  'Bengali',
  'Tamil',
  'Thai',
  'Georgian',
  'Hangul',
  'Han',
  'Hiragana',
  'Katakana',
].map((name) => new RegExp(`\\p{Script=${name}}`, 'u'));
/** This much of the text before the cursor tells in which scripts it is written. */
const LOOKED_AT = 2_000;

/** Hides half characters, control characters, and scripts that the text is not written in. */
export const sameScript: SuggestionFilter = (text, { before }) => {
  if (/[\uFFFD\p{Cc}\p{Co}\p{Cn}]/u.test(text.replace(/[\r\n\t]/g, ''))) return { hidden: 'broken-character' };
  const written = before.slice(-LOOKED_AT);
  if (!/\p{L}/u.test(written)) return { text };
  // Japanese mixes three scripts, and a text may so far hold only one of them.
  const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(written);
  const foreign = SCRIPTS.some(
    (script) => script.test(text) && !script.test(written) && !(japanese && JAPANESE.test(text)),
  );
  return foreign ? { hidden: 'other-script' } : { text };
};

const JAPANESE = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\P{L}]*$/u;
