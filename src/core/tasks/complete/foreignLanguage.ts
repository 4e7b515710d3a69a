import { languageOf } from '../../text/language.ts';

/** Characters before the cursor that tell the language, and how many are needed: a name or a quotation is none. */
const LOOKED_AT = 600;
const NEEDED = 150;

/**
 * The language of a text where it is none that model or user know: what would be suggested there is nonsense.
 * @returns ISO 639-1 code; null where it is known, or cannot be told
 */
export function foreignLanguage(before: string, known: ReadonlySet<string> | undefined): string | null {
  const text = before.slice(-LOOKED_AT);
  if (known === undefined || text.length < NEEDED) return null;
  const language = languageOf(text);
  return language === null || known.has(language) ? null : language;
}
