import { limited } from '../support/limited.ts';

/** Longer than anybody's front matter. */
const LONG = 4_000;
/** What may stand within each other: deep in it, the parser's time grows with the fourth power of how deep. */
const OPENERS = /[[{?]/g;
const MANY = 64;
const LIMIT_MS = 1_000;

/**
 * Reads YAML of anybody's with a parser whose time has no good bound: 400 braces within each other take 20 s. What is
 * short and plain is read as it is, for setting a limit takes a thread.
 * @throws Error that `ranOutOfTime` knows where it takes more than a second
 */
export function readYaml<T>(source: string, read: (source: string) => T): T {
  const plain = source.length <= LONG && (source.match(OPENERS)?.length ?? 0) <= MANY;
  return plain ? read(source) : limited(() => read(source), LIMIT_MS);
}

/** Stands for a number sign that begins a tag or a number. YAML begins a comment there: `tags: #oil #brass`, `Issue #12`. */
const SIGN = '\ue023';
const NUMBER_SIGN = /(^[ \t]*-[ \t]+|:[ \t]+|[[,][ \t]*|[\p{L}\p{N}][ \t]+)#(?=[\p{L}\p{N}])/gmu;

/** YAML in which such a sign stays a part of its value; as long as before. What is read of it goes through `unshielded`. */
export function shielded(source: string): string {
  return source.includes('#') ? source.replace(NUMBER_SIGN, `$1${SIGN}`) : source;
}

export function unshielded(text: string): string {
  return text.replaceAll(SIGN, '#');
}
