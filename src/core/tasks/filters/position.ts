import { findFrontMatter } from '../frontMatterBlock.ts';
import { firstLine, type HiddenReason, lastLine, type Surroundings } from './filter.ts';

/** A line that holds only a marker so far: there, Tab means indent and a suggestion is in its way. */
const MARKER_ONLY = /^[ \t>]*(?:[-*+]|\d{1,9}[.)]|[-*+] \[[ xX]?\]|#{1,6}|>)?[ \t]*$/;
const MARKER = /(?:[-*+]|\d[.)]|\]|#|>)[ \t]*$/;

/** Right after a list, task, quote or heading marker. */
function afterMarker({ before }: Surroundings): boolean {
  const line = lastLine(before);
  return MARKER_ONLY.test(line) && MARKER.test(line);
}

/** With a letter right behind the cursor: the word is there already. */
function midWord({ after }: Surroundings): boolean {
  return /^[\p{L}\p{N}_]/u.test(firstLine(after));
}

/** Within the front matter, where keys and values stand and no prose. */
function inFrontMatter({ before, after }: Surroundings): boolean {
  if (!/^\uFEFF?---[ \t]*\r?\n/.test(before)) return false;
  const block = findFrontMatter(before + after);
  return block !== null && before.length < block.bodyStart;
}

/** Why the model is not even asked at this place, or null where it may be. */
export function silentPosition(around: Surroundings): HiddenReason | null {
  if (inFrontMatter(around)) return 'front-matter';
  if (afterMarker(around)) return 'list-marker';
  if (midWord(around)) return 'mid-word';
  return null;
}
