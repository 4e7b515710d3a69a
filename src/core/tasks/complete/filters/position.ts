import { findFrontMatter } from '../../../text/frontMatterBlock.ts';
import { firstLine, type HiddenReason, lastLine, type Surroundings } from './filter.ts';

/** A line that holds only a marker so far: there, Tab means indent and a suggestion is in its way. */
const MARKER_ONLY =
  /^[ \t>]*(?:[-+]|\*{1,6}|\.{1,5}|#\.|\d{1,9}[.)]|[-*+] \[[ xX]?\]|#{1,6}|={1,6}|\\item(?:\[[^\]\n]*\])?|>)[ \t]*$/;

/** Right after a list, task, quote or heading marker of Markdown, reStructuredText, AsciiDoc, Org, Typst or LaTeX. */
function afterMarker({ before }: Surroundings): boolean {
  return MARKER_ONLY.test(lastLine(before));
}

/** What the editor or the browser reads, and no prose: a command of LaTeX, an address, the target of a link. */
const IN_MARKUP = /(?:\\[A-Za-z@]*|\bhttps?:\S*|\]\([^)\s]*)$/;

function inMarkup({ before }: Surroundings): boolean {
  return IN_MARKUP.test(lastLine(before));
}

/** With a letter right after the cursor, or the sign of a vowel: the word is there already. */
function midWord({ after }: Surroundings): boolean {
  return /^[\p{L}\p{M}\p{N}_]/u.test(firstLine(after));
}

/** Within a number: which digits follow nobody can guess. */
function halfNumber({ before }: Surroundings): boolean {
  return (
    /(?:^|[^\p{L}\p{N}_])[\p{Sc}+-]?\p{N}[\p{N}.,:/-]*$/u.test(lastLine(before)) &&
    !/^\d{1,3}[.)]$/.test(lastLine(before).trim())
  );
}

/** Within the front matter, where keys and values stand and no prose. */
function inFrontMatter({ before, after }: Surroundings): boolean {
  const block = findFrontMatter(before + after);
  return block !== null && before.length < block.bodyStart;
}

/** Why the model is not even asked at this place, or null where it may be. */
export function silentPosition(around: Surroundings): HiddenReason | null {
  if (inFrontMatter(around)) return 'front-matter';
  if (afterMarker(around)) return 'list-marker';
  if (midWord(around)) return 'mid-word';
  if (inMarkup(around)) return 'markup';
  if (halfNumber(around)) return 'half-number';
  return null;
}
