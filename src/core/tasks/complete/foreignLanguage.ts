import { languageOf } from '../../text/language.ts';

/**
 * How many characters before the cursor tell the language, and how many are needed: a name or a quotation is not
 * enough.
 */
const LOOKED_AT = 600;
const NEEDED = 150;

/**
 * The language of a text if neither model nor user knows it: a suggestion would be nonsense.
 * @returns ISO 639-1 code; null if it is known, or cannot be told
 */
export function foreignLanguage(before: string, known: ReadonlySet<string> | undefined): string | null {
  const text = before.slice(-LOOKED_AT);
  if (known === undefined || text.length < NEEDED) return null;
  const language = languageOf(text);
  return language === null || known.has(language) ? null : language;
}
