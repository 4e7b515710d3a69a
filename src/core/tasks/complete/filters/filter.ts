/** The text on both sides of the cursor. */
export interface Surroundings {
  before: string;
  after: string;
}

/** Why no suggestion is asked for or shown, so that a log can tell the cases apart. */
export type HiddenReason =
  | 'front-matter'
  | 'list-marker'
  | 'mid-word'
  | 'markup'
  | 'after-delete'
  | 'after-undo'
  | 'half-number'
  | 'broken-character'
  | 'other-script'
  | 'broken-markup'
  | 'starts-heading'
  | 'empty'
  | 'punctuation-only'
  | 'repeats-what-precedes'
  | 'repeats-what-follows';

/** A filter's verdict on a suggestion: text to show, perhaps shortened, or the reason why nothing is shown. */
export type Filtered = { text: string } | { hidden: HiddenReason };

export type SuggestionFilter = (text: string, around: Surroundings) => Filtered;

/** The part of a text after its last line break. */
export function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

/** The part of a text before its first line break. */
export function firstLine(text: string): string {
  return /^[^\r\n]*/.exec(text)![0];
}

/** Text in the form that is compared: case, punctuation at the edges and the width of spaces do not count. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/\s+/g, ' ').trim();
}
