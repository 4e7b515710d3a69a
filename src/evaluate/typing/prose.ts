import { createHash } from 'node:crypto';
import { type Random, seededRandom } from '../../core/support/random.ts';

const FENCE = /^ {0,3}(?:```|~~~)/;
/** Headings, quotes, tables, HTML and indented code. */
const NOT_PROSE = /^(?: {4}|\t| {0,3}(?:[#>|<]|!\[))/;

/** Numbers that depend on the seed and the item alone, so that limiting the queries changes no place. */
export function itemRandom(seed: number, id: string): Random {
  return seededRandom(createHash('sha256').update(`${seed}\n${id}`).digest().readUInt32LE(0));
}

/** The lines of a Markdown text that are prose, each with its offset. */
export function proseLines(text: string): { line: string; offset: number }[] {
  const out: { line: string; offset: number }[] = [];
  let offset = 0;
  let fenced = false;
  for (const line of text.split('\n')) {
    const fence = FENCE.test(line);
    if (fence) fenced = !fenced;
    if (!fenced && !fence && !NOT_PROSE.test(line)) out.push({ line, offset });
    offset += line.length + 1;
  }
  return out;
}
