import { findFrontMatter } from '../../../text/frontMatterBlock.ts';
import { firstLine, type HiddenReason, lastLine, type Surroundings } from './filter.ts';

/** A line that so far holds only a marker: Tab indents there, and a suggestion would be in its way. */
const MARKER_ONLY =
  /^[ \t>]*(?:[-+]|\*{1,6}|\.{1,5}|#\.|\d{1,9}[.)]|[-*+] \[[ xX]?\]|#{1,6}|={1,6}|\\item(?:\[[^\]\n]*\])?|>)[ \t]*$/;

/** Right after a list, task, quote or heading marker of Markdown, reStructuredText, AsciiDoc, Org, Typst or LaTeX. */
function afterMarker({ before }: Surroundings): boolean {
  return MARKER_ONLY.test(lastLine(before));
}

/** Something that the editor or browser reads, not prose: a LaTeX command, an address, the target of a link. */
const IN_MARKUP = /(?:\\[A-Za-z@]*|\bhttps?:\S*|\]\([^)\s]*)$/;

function inMarkup({ before }: Surroundings): boolean {
  return IN_MARKUP.test(lastLine(before));
}

/** Directly before a letter or a vowel sign: the word is already there. */
function midWord({ after }: Surroundings): boolean {
  return /^[\p{L}\p{M}\p{N}_]/u.test(firstLine(after));
}

/** Within a number: nobody can guess which digits follow. */
function halfNumber({ before }: Surroundings): boolean {
  return (
    /(?:^|[^\p{L}\p{N}_])[\p{Sc}+-]?\p{N}[\p{N}.,:/-]*$/u.test(lastLine(before)) &&
    !/^\d{1,3}[.)]$/.test(lastLine(before).trim())
  );
}

/** Within the front matter, which holds keys and values, not prose. */
function inFrontMatter({ before, after }: Surroundings): boolean {
  const block = findFrontMatter(before + after);
  return block !== null && before.length < block.bodyStart;
}

/** Why the model is not even asked at this place, or null if it may be. */
export function silentPosition(around: Surroundings): HiddenReason | null {
  if (inFrontMatter(around)) return 'front-matter';
  if (afterMarker(around)) return 'list-marker';
  if (midWord(around)) return 'mid-word';
  if (inMarkup(around)) return 'markup';
  if (halfNumber(around)) return 'half-number';
  return null;
}
