import { OwnhandError } from '../support/errors.ts';
import { type TitleHome, titlePlace } from './titleEdit.ts';

/** Fewer notes than this show no habit. */
const LEAST = 2;
/** A name that says what the note is about: two words, after a date if there is one. */
const SAYING = /^(?:\d{4}-?\d{2}-?\d{2}[-_ .]*)?\p{L}[\p{L}\p{N}'’]*[-_ ]+[\p{L}\p{N}]/u;

/**
 * Where most of a user's notes keep their titles; a new one goes there too.
 * @param notes names and texts, or their beginnings
 * @returns null if too few have any
 */
export function usualTitleHome(
  notes: readonly { name: string; text: string }[],
  language: 'markdown' | 'plaintext',
): TitleHome | null {
  const counts: Record<TitleHome, number> = { 'front matter': 0, heading: 0, 'file name': 0 };
  for (const { name, text } of notes) {
    const home = homeOf(name, text, language);
    if (home) counts[home]++;
  }
  const [most] = (Object.entries(counts) as [TitleHome, number][]).sort(([, a], [, b]) => b - a);
  return most[1] >= LEAST ? most[0] : null;
}

function homeOf(name: string, text: string, language: 'markdown' | 'plaintext'): TitleHome | null {
  try {
    const place = titlePlace(text, language);
    if (place.kind === 'front matter' && place.text !== null) return 'front matter';
    if (place.kind === 'heading') return 'heading';
  } catch (error) {
    // Front matter that cannot be read tells nothing.
    if (OwnhandError.is(error)) return null;
    throw error;
  }
  return SAYING.test(name) ? 'file name' : null;
}
