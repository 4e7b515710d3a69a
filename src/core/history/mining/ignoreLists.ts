/** Ignore lists that a folder brings along: read and matched within bounds, whatever they contain. */

/** Bytes of a list. */
export const LONGEST = 4 << 20;
/** Milliseconds that all matching may take; whatever is left then is ignored. */
export const MATCHING = 20_000;
/** Wildcards of a pattern: matching takes time exponential in their number. */
const MOST_WILDCARDS = 3;
/** Patterns of a list that have more than one wildcard. */
const MOST_COSTLY = 500;
const LONGEST_LINE = 4096;

/**
 * The same list with few wildcards in each pattern. A pattern with more is reduced to its first and last and so ignores
 * more than it says; an exception with more is dropped.
 */
export function tamed(list: string): string {
  let costly = 0;
  return list
    .split(/\r?\n/)
    .filter((line) => line.length <= LONGEST_LINE)
    .map((line) => {
      const wildcards = [...line.matchAll(/\*+/g)];
      if (wildcards.length <= 1) return line;
      if (wildcards.length <= MOST_WILDCARDS && ++costly <= MOST_COSTLY) return line;
      const [first, last] = [wildcards[0]!, wildcards.at(-1)!];
      return line.startsWith('!') ? '' : merged(line, first.index, last.index + last[0].length);
    })
    .join('\n');
}

/** One wildcard instead of all from the one at `from` to the one that ends at `to`. */
function merged(line: string, from: number, to: number): string {
  const [head, between, tail] = [line.slice(0, from), line.slice(from, to), line.slice(to)];
  if (!between.includes('/')) return `${head}*${tail}`;
  const folders = head === '' || head.endsWith('/') ? '**/' : '*/**/';
  return head + folders + (between.endsWith('/**') && tail.startsWith('/') ? tail.slice(1) : `*${tail}`);
}
