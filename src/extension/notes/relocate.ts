/**
 * Where a text stands now that was chosen at `start`, the document having been written on meanwhile: there still, or at
 * the one place where it is.
 * @returns null where it has been changed, or could be meant in several places
 */
export function placeOf(chosen: string, start: number, text: string): number | null {
  if (text.startsWith(chosen, start)) return start;
  const first = text.indexOf(chosen);
  return first >= 0 && text.indexOf(chosen, first + 1) < 0 ? first : null;
}
