/** The plain version of a text: what it says, without its author's manner. */
import { plainWords } from '../../retrieval/query.ts';
import { sentencesOf } from '../../text/sentences.ts';

/** Openings that say nothing. */
const OPENING =
  /^(?:(?:and|also)(?! (?:that|far|many|much)\b),? +|(?:actually|additionally|admittedly|anyway|basically|clearly|frankly|furthermore|honestly|in fact|indeed|luckily|moreover|now|obviously|of course|personally|sadly|unfortunately|well), +)/i;
/** Ways to say "but" and "so" at the beginning: which one is manner, that there is one is not. */
const BUT = /^(?:but|however|yet|still|nevertheless|nonetheless|though|that said),? +(?=(?:\S+ +){2})/i;
const SO =
  /^(?:(?:so|thus|hence)(?! (?:that|far|many|much)\b),?|(?:therefore|consequently|accordingly|as a result),) +/i;
/** Words that only colour a statement; "just as" states something. */
const COLOUR =
  / (?:really|very|quite|just(?! as\b)|actually|basically|simply|definitely|certainly|absolutely|totally|a bit|of course|indeed|extremely|incredibly)(?=[ ,.!?])/gi;

const CONTRACTIONS: [RegExp, string][] = [
  [/\bcan't\b/gi, 'cannot'],
  [/\bwon't\b/gi, 'will not'],
  [/\bshan't\b/gi, 'shall not'],
  [/\blet's\b/gi, 'let us'],
  [/'s been\b/gi, ' has been'],
  [/\b(it|that|there|here|what|who|where|how|he|she)'s\b/gi, '$1 is'],
  [/n't\b/gi, ' not'],
  [/'re\b/gi, ' are'],
  [/'ve\b/gi, ' have'],
  [/'ll\b/gi, ' will'],
  [/\bI'm\b/gi, 'I am'],
  [/\b(I|you|he|she|it|we|they)'d\b/gi, '$1 would'],
];

/** One neutral word for several coloured ones. */
export const NEUTRAL: readonly [neutral: string, coloured: string][] = [
  ['use', 'utilize utilise'],
  ['uses', 'utilizes utilises'],
  ['used', 'utilized utilised'],
  ['get', 'obtain acquire'],
  ['got', 'obtained acquired'],
  ['buy', 'purchase'],
  ['bought', 'purchased'],
  ['start', 'begin commence'],
  ['starts', 'begins commences'],
  ['started', 'began commenced'],
  ['help', 'assist'],
  ['helps', 'assists'],
  ['need', 'require'],
  ['needs', 'requires'],
  ['show', 'demonstrate'],
  ['shows', 'demonstrates'],
  ['big', 'huge large enormous massive'],
  ['small', 'tiny'],
  ['good', 'great excellent fantastic awesome wonderful terrific amazing'],
  ['bad', 'terrible awful horrible'],
  ['people', 'folks guys'],
  ['children', 'kids'],
  ['many', 'numerous'],
  ['about', 'regarding concerning'],
  ['maybe', 'perhaps'],
  ['enough', 'sufficient'],
];
/** Of these, the ones that say more than the neutral word: swapping them changes the meaning. */
export const DEGREES: ReadonlySet<string> = new Set(
  `huge enormous massive tiny great excellent fantastic awesome wonderful terrific amazing terrible awful horrible
   incredibly extremely`.split(/\s+/),
);
const NEUTRAL_OF = new Map(
  NEUTRAL.flatMap(([word, others]) => others.split(' ').map((other) => [other, word] as const)),
);
const COLOURED = new RegExp(`\\b(?:${[...NEUTRAL_OF.keys()].join('|')})\\b`, 'gi');

/**
 * Takes the manner out of a text and leaves what it says: no contractions, coloured words, empty openings, dashes,
 * semicolons, parentheses or exclamation marks. Names and numbers stay as they are. Rewriting is learned as the way
 * back from here to the author's own sentence: style transfer by paraphrase (Krishna et al. 2020, arXiv 2010.05700)
 * with rules instead of a paraphraser, so that one pass over the user's own writing gives the pairs.
 */
export function plainText(text: string): string {
  return sentencesOf(text.replace(/\s+/g, ' ').trim())
    .map((sentence) => plainSentence(sentence.text.trim()))
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function plainSentence(sentence: string): string {
  let text = sentence.replace(/[’‘]/g, "'").replace(/[“”]/g, '"');
  for (const [contraction, full] of CONTRACTIONS) text = text.replace(contraction, full);
  text = text.replace(OPENING, '').replace(BUT, 'but ').replace(SO, 'so ').replace(OPENING, '');
  text = text
    .replace(COLOUR, '')
    .replace(/\ba lot of\b|\blots of\b/gi, 'many')
    .replace(COLOURED, (word) => NEUTRAL_OF.get(word.toLowerCase())!)
    .replace(/ *(?:[—–]| --? ) */g, ', ')
    .replace(/ *;+ */g, ', ')
    .replace(/(?<=^| )\(([^()]*)\)/g, '$1')
    .replace(/(?:\.{3}|…)(?=\s|$)|!+/g, '.')
    .replace(/ +/g, ' ')
    .replace(/,(?: *,)+/g, ',')
    .replace(/ +([,.?])(?= |$)/g, '$1')
    .replace(/\ba (?=[aeio]\p{Ll})(?!on[ce])/gu, 'an ')
    .replace(/\ban (?=[bcdfgjklmnpqrstvwyz]\p{Ll})/gu, 'a ')
    .replace(/,(?=[.?])/g, '')
    .replace(/^[, ]+|[, ]+$/g, '');
  return lowerFirst(text);
}

/** Lower case at the beginning if the first word is a common one and not a name. */
function lowerFirst(text: string): string {
  const word = /^\p{Lu}\p{Ll}*(?![\p{L}\p{N}'-])/u.exec(text)?.[0];
  const common = word !== undefined && word !== 'I' && word !== 'May' && plainWords(`${word} `).length === 0;
  return common ? word.toLowerCase() + text.slice(word.length) : text;
}
