const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

// Unicode's rules (UAX #29) end a sentence after these; people do not.
const ABBREVIATION =
  /(?:^|[\s(["'“‘])(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|vs|etc|e\.g|i\.e|cf|approx|No|Fig|Vol|pp?|[A-Z])\.\s*$/;

/** A sentence and where it begins, in UTF-16 units of the text it was cut from. */
export interface Sentence {
  text: string;
  start: number;
}

/**
 * Cuts a text into sentences that together are the text, white space after a sentence included.
 * A line break inside a paragraph is a space; before a blank line, list item, heading, quote or fence it ends a sentence.
 */
export function sentencesOf(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let start = 0;
  for (const { index, segment } of segmenter.segment(unwrap(text))) {
    const end = index + segment.length;
    const abbreviated = segment.length < 400 && ABBREVIATION.test(segment) && !/\n\s*$/.test(text.slice(index, end));
    if (end < text.length && abbreviated) continue;
    sentences.push({ text: text.slice(start, end), start });
    start = end;
  }
  if (start < text.length) sentences.push({ text: text.slice(start), start });
  return joinBlank(sentences);
}

/** Hides line breaks inside paragraphs from the segmenter, which ends a sentence at each. Offsets stay. */
function unwrap(text: string): string {
  return text.replace(/(?<=\S)[ \t]*\r?\n(?=[ \t]*[^\s>|#*+\-`~\d])/g, (gap, offset: number) => {
    const heading = HEADING.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));
    return heading ? gap : ' '.repeat(gap.length);
  });
}

const HEADING = /^ {0,3}#{1,6}[ \t]/;

/** White space that became a sentence of its own goes to the sentence before it. */
function joinBlank(sentences: Sentence[]): Sentence[] {
  const joined: Sentence[] = [];
  for (const sentence of sentences) {
    const last = joined.at(-1);
    if (last && sentence.text.trim() === '') last.text += sentence.text;
    else joined.push({ ...sentence });
  }
  return joined;
}

/**
 * The first place at or after `from` where a sentence begins; failing that, within the next `reach` characters, where
 * a word begins; failing that, `from` itself.
 */
export function nextBorder(text: string, from: number, reach = 600): number {
  if (from <= 0) return 0;
  if (from >= text.length) return text.length;
  // A little before `from` too, so that a sentence beginning exactly there is found.
  const windowStart = Math.max(0, from - 200);
  const window = text.slice(windowStart, from + reach);
  const border = sentencesOf(window).find((sentence, i) => i > 0 && windowStart + sentence.start >= from);
  if (border) return windowStart + border.start;
  const word = /\s\S/.exec(text.slice(from - 1, from + reach));
  if (word) return from + word.index;
  const code = text.charCodeAt(from);
  // Never between the halves of a surrogate pair.
  return code >= 0xdc00 && code <= 0xdfff ? from + 1 : from;
}
