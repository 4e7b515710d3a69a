import type { Habits } from '../types.ts';

/** Below this there is too little to say anything of how someone writes. */
const MIN_WORDS = 200;

/**
 * A few short sentences about how someone writes, for a prompt; empty where too little has been measured.
 * The same habits give the same words.
 */
export function profileProse(habits: Habits): string {
  if (habits.words < MIN_WORDS || habits.items === 0) return '';
  return [subjects(habits), titles(habits), sentences(habits), voice(habits)].filter((text) => text !== '').join(' ');
}

function subjects({ tags }: Habits): string {
  const often = tags.filter(({ count }) => count >= 2).slice(0, 5);
  return often.length === 0 ? '' : `The author writes about ${list(often.map(({ tag }) => tag))}.`;
}

function titles({ title }: Habits): string {
  if (title.words === 0) return '';
  const style = title.sentenceCase >= 0.6 ? ' in sentence case' : title.sentenceCase <= 0.3 ? ' in title case' : '';
  const marks = [title.colon >= 0.2 ? 'a colon' : '', title.question >= 0.15 ? 'a question' : ''].filter(Boolean);
  const often = marks.length === 0 ? '' : `, often with ${marks.join(' or ')}`;
  return `Titles have about ${Math.round(title.words)} words${style}${often}.`;
}

function sentences({ sentence, openings }: Habits): string {
  if (sentence.words === 0) return '';
  const length = sentence.words < 13 ? 'short' : sentence.words > 21 ? 'long' : 'of middle length';
  const marks = [
    sentence.question >= 0.08 ? 'questions' : '',
    sentence.exclamation >= 0.06 ? 'exclamations' : '',
    sentence.semicolon >= 0.05 ? 'semicolons' : '',
    sentence.dash >= 0.1 ? 'dashes' : '',
  ].filter(Boolean);
  const using = marks.length === 0 ? '' : `, with ${list(marks)}`;
  const opening = openings.slice(0, 4).map((word) => `"${word.charAt(0).toUpperCase()}${word.slice(1)}"`);
  const often = opening.length === 0 ? '' : ` They often begin with ${list(opening)}.`;
  return `Sentences are ${length}, about ${Math.round(sentence.words)} words${using}.${often}`;
}

function voice({ person, spelling }: Habits): string {
  const said = [
    person.first >= 0.2 ? 'speaks in the first person' : '',
    person.second >= 0.2 ? 'addresses the reader' : '',
    spelling === 'american' ? 'spells the American way' : spelling === 'british' ? 'spells the British way' : '',
  ].filter(Boolean);
  return said.length === 0 ? '' : `The author ${list(said)}.`;
}

/** `a`, `a and b`, `a, b and c`. */
function list(parts: string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
