import { limited } from '../support/limited.ts';

/** Longer than anybody's front matter. */
const LONG = 4_000;
/** Depth of nesting: in deep structures, the parser's time grows with the fourth power of the depth. */
const OPENERS = /[[{?]/g;
const MANY = 64;
const LIMIT_MS = 1_000;

/**
 * Reads anybody's YAML with a parser whose time has no good bound: 400 nested braces take 20 s. Short and plain text is
 * read directly, because a time limit takes a thread.
 * @throws Error that `ranOutOfTime` recognises if it takes more than a second
 */
export function readYaml<T>(source: string, read: (source: string) => T): T {
  const plain = source.length <= LONG && (source.match(OPENERS)?.length ?? 0) <= MANY;
  return plain ? read(source) : limited(() => read(source), LIMIT_MS);
}

/**
 * Stands for a number sign that begins a tag or a number. YAML would begin a comment there: `tags: #oil #brass`, `Issue
 * #12`.
 */
const SIGN = '\ue023';
const NUMBER_SIGN = /(^[ \t]*-[ \t]+|:[ \t]+|[[,][ \t]*|[\p{L}\p{N}][ \t]+)#(?=[\p{L}\p{N}])/gmu;

/**
 * YAML in which such a sign stays a part of its value; of the same length. Values read from it go through `unshielded`.
 */
export function shielded(source: string): string {
  return source.includes('#') ? source.replace(NUMBER_SIGN, `$1${SIGN}`) : source;
}

export function unshielded(text: string): string {
  return text.replaceAll(SIGN, '#');
}
