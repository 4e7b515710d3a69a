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
