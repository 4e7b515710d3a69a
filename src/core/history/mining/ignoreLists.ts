/** Lists of what is left out, which a folder brings with it: read and matched within bounds, whatever they say. */

/** Bytes of a list. */
export const LONGEST = 4 << 20;
/** Milliseconds that matching may take in all; what is left then is left out. */
export const MATCHING = 20_000;
/** Wildcards of a pattern: the time that matching takes has them as its exponent. */
const MOST_WILDCARDS = 3;
/** Patterns of a list that have more than one wildcard. */
const MOST_COSTLY = 500;
const LONGEST_LINE = 4096;

/**
 * The same list with few wildcards in each pattern. One with more leaves out more than it says, by its first and last
 * alone; an exception with more is none.
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

/** One wildcard in the place of all from `from` to before `to`, which begin and end there. */
function merged(line: string, from: number, to: number): string {
  const [head, between, tail] = [line.slice(0, from), line.slice(from, to), line.slice(to)];
  if (!between.includes('/')) return `${head}*${tail}`;
  const folders = head === '' || head.endsWith('/') ? '**/' : '*/**/';
  return head + folders + (between.endsWith('/**') && tail.startsWith('/') ? tail.slice(1) : `*${tail}`);
}
