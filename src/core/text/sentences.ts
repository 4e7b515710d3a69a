const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

// Unicode's rules (UAX #29) end a sentence after a point before a capital; people do not if the point only abbreviates
// a word.
const before = (words: string) => new RegExp(`(?:^|[\\s(\\["'“„‘«])(?:${words})\\.\\s*$`, 'u');
const TITLES =
  'Mr|Mrs|Ms|Mx|Dr|Drs|Prof|St|Ste|Rev|Hon|Gen|Col|Capt|Lt|Sgt|Gov|Sen|Rep|Messrs|Mt|Hr|Fr|Frl|Dipl|Ing|Hrsg|Mme|Mlle|MM|Me|Mgr|Sra?|Srta|Dra|Ud|Uds|Sig|Dott|Avv|Exmo|dhr|mevr|mgr|inż|prof|doc|им|проф';
const WORDS =
  'vs|e\\.g|i\\.e|cf|approx|ca|viz|ibid|resp|incl|esp|Dept|Univ|Assn|bzw|bspw|vgl|ggf|evtl|sog|insb|insbes|inkl|exkl|zzgl|zzt|urspr|allg|eigtl|geb|gest|Chr|EE|UU|av|env|bijv|blz|dvs|osv|np|tzw|ul|św|wg|tzv|např|т|ул|напр|см';
/** A single small letter, as in "z. B.", "d. h.", "u. a."; or a single capital, as in names. */
const LETTERS = '[zdhusonv]|\\p{Lu}|(?:\\p{L}{1,2}\\.[ \u00a0\u202f]?)+\\p{L}{1,2}';
const ABBREVIATION = before([TITLES, WORDS, LETTERS].join('|'));
/** These end a sentence as often as not: they do if another one plainly begins after them. */
const EITHER = before(
  'etc|usw|enz|et al|u\\. ?a|[ap]\\.m|(?:\\p{Lu}\\.){1,3}\\p{Lu}|Ph\\.D|Inc|Ltd|Co|Corp|Bros|Jr|Sr|Ave|Blvd|Rd|min|max|sec|usf|osv|г|гг',
);
const BEGINS =
  /^["'“„‘«(]*(?:The|This|That|These|Those|There|Then|They|Thus|It|Its|He|His|She|Her|We|Our|You|Your|I|In|On|At|As|And|But|So|If|When|While|After|Before|For|From|To|With|Without|However|Next|Now|What|Who|Why|How|Where|Not|No|Yes|One|Some|Many|All|An?|My|Er|Sie|Es|Der|Die|Das|Wir|Ich|Und|Aber|Dann|Eine?|Nun|Danach|Le|La|Les|Une?|Il|Elle|On|El|Los|Las)(?![\p{L}’'])/u;
/** These continue only before a number: "Eq. 3", "Jan. 5", "No. 7", "p. 12". */
const NUMBERED = before(
  'Nos?|Nr|nr|nº|núm|Figs?|figs?|Eqs?|eqs?|Secs?|secs?|Sect|Ch|Chap|chap|Kap|Tab|Thm|Lem|Prop|Def|Cor|Ex|App|Refs?|Art|Vols?|vols?|Bd|Abb|Abs|Anm|Aufl|[Pp]p?|ll?|págs?|pag|стр|рис|Jan|Jän|Feb|Mar|Mär|Apr|Jun|Jul|Aug|Sept?|Oct|Okt|Nov|Dec|Dez|Mon|Tues?|Wed|Thu|Thurs|Fri|Sat|Sun|janv|févr|avr|juil|déc',
);
/** A day with its point, as German, the Nordic and the Slavic languages write it: "am 3. Oktober", "den 3. maj". */
const DATED = /(?:^|\s)(?:am|vom|zum|bis|dem|den|des|beim|ab|seit|und|der|die|das|dne|od|do|dnia)\s\d{1,2}\.\s*$/iu;
const DAY = /(?:^|[\s(])\d{1,2}\.\s*$/u;
const MONTH =
  /^(?:jan|jän|feb|mär|mar|apr|mai|maj|may|jun|jul|aug|sep|okt|oct|nov|dez|dec|led|únor|břez|dub|květ|červ|srp|září|říj|list|pros|sty|lut|kwie|czer|lip|sier|wrze|paź|gru|Jahrhundert|Jh)/iu;

/**
 * Whether the point at the end of a text does not end a sentence.
 * @param next what follows after white space, as far as it is known; `''` for nothing: then true if the sentence might
 * go on
 */
export function goesOn(text: string, next: string): boolean {
  const end = text.slice(-60);
  if (!/\.[)\]]?\s*$/.test(end) || /\n\s*\n\s*$/.test(end)) return false;
  const unknown = next === '';
  if (EITHER.test(end)) return unknown || !BEGINS.test(next);
  if (NUMBERED.test(end)) return unknown || /^(?:[\d(]|[IVXLC]+(?!\p{L}))/u.test(next);
  if (ABBREVIATION.test(end)) return unknown || !/(?:^|\s)I\.\s*$/.test(end) || !BEGINS.test(next);
  if (DATED.test(end)) return unknown || !BEGINS.test(next);
  return DAY.test(end) && (unknown || MONTH.test(next));
}

/** A sentence and where it begins, in UTF-16 units of the text it was cut from. */
export interface Sentence {
  text: string;
  start: number;
}

/**
 * Cuts a text into sentences that together are the text, including the white space after each.
 * A line break inside a paragraph is a space; before a blank line, list item, heading, quote or fence it ends a
 * sentence.
 */
export function sentencesOf(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let start = 0;
  for (const { index, segment } of segmenter.segment(unwrap(text))) {
    const end = index + segment.length;
    const next = text.slice(end, end + 24);
    // A block that ends with its line ends a sentence, except for a name that goes on.
    if (next !== '' && !/\n\s*$/.test(text.slice(index, end)) && goesOn(text.slice(index, end), next)) continue;
    sentences.push({ text: text.slice(start, end), start });
    start = end;
  }
  if (start < text.length) sentences.push({ text: text.slice(start), start });
  return joinBlank(sentences);
}

/**
 * Hides line breaks inside paragraphs from the segmenter, which would end a sentence at each. Offsets stay the same.
 */
function unwrap(text: string): string {
  return text.replace(/(?<=\S)[ \t]*\r?\n(?=[ \t]*[^\s>|#*+\-`~\d])/g, (gap, offset: number) => {
    const heading = HEADING.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));
    return heading ? gap : ' '.repeat(gap.length);
  });
}

const HEADING = /^ {0,3}#{1,6}[ \t]/;

/** White space that became a sentence of its own joins the sentence before it. */
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
 * The first place at or after `from` where a sentence begins; failing that, where a word begins within the next `reach`
 * characters; failing that, `from` itself.
 */
export function nextBorder(text: string, from: number, reach = 600): number {
  if (from <= 0) return 0;
  if (from >= text.length) return text.length;
  // Starts a little before `from`, so that a sentence beginning exactly there is found.
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
