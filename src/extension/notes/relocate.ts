/**
 * Finds a text that was at `start` when it was chosen, in a document that has changed since: still there, or in the one
 * other place where it occurs.
 * @returns null if it was changed, or could be meant in several places
 */
export function placeOf(chosen: string, start: number, text: string): number | null {
  if (text.startsWith(chosen, start)) return start;
  const first = text.indexOf(chosen);
  return first >= 0 && text.indexOf(chosen, first + 1) < 0 ? first : null;
}
