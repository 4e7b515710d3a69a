/** Finding front matter, apart from reading and editing it: this runs at each keystroke and needs no YAML parser. */

/** Where the front matter lies: `yaml` is the text between the fences, `yamlStart` its offset. */
export interface FrontMatter {
  yaml: string;
  yamlStart: number;
  /** Offset of what follows the closing fence's line. */
  bodyStart: number;
}

const OPENING = /^\uFEFF?---[ \t]*\r?\n/;
const CLOSING = /^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m;

/** Finds the front matter at the top of a document, or null where there is none. */
export function findFrontMatter(text: string): FrontMatter | null {
  const opening = OPENING.exec(text);
  if (!opening) return null;
  const yamlStart = opening[0].length;
  const rest = text.slice(yamlStart);
  const closing = CLOSING.exec(rest);
  if (!closing) return null;
  return {
    yaml: rest.slice(0, closing.index),
    yamlStart,
    bodyStart: yamlStart + closing.index + closing[0].length,
  };
}
