import type { HabitName } from './habitNames.ts';
import type { Habits } from './habits.ts';

/** Fewer items say too little about how someone writes. */
const MIN_WORDS = 200;
const SUBJECTS = 5;
/** Fewer topics than this are the odd repeated word rather than what someone writes about. */
const MIN_TOPICS = 3;

const SPELLINGS = { american: 'American', british: 'British', mixed: null, unknown: null } as const;

/** What is worth saying about someone's habits, in words: the same for the prose and for the model that writes one. */
export interface Traits {
  /** Tags used more than once, else words that mark several items. */
  subjects: string[];
  /** Mean words of a title, or null if there are none. */
  title: { words: number; style: 'sentence case' | 'title case' | null; marks: string[] } | null;
  sentence: { words: number; length: 'short' | 'of middle length' | 'long'; marks: string[] } | null;
  /** With a capital. */
  openings: string[];
  firstPerson: boolean;
  addressesReader: boolean;
  spelling: 'American' | 'British' | null;
}

/**
 * The traits to mention, without those switched off; null if too little has been measured.
 * A mark counts as a trait if clearly more sentences have it than most people's do.
 */
export function traitsOf(habits: Habits, off: readonly HabitName[] = []): Traits | null {
  if (habits.words < MIN_WORDS || habits.items === 0) return null;
  const { title, sentence, person, spelling } = habits;
  const on = (name: HabitName) => !off.includes(name);
  return {
    subjects: on('subjects') ? subjects(habits) : [],
    title: on('titles') && title.words > 0 ? titleTraits(title) : null,
    sentence: on('sentences') && sentence.words > 0 ? sentenceTraits(sentence) : null,
    openings: on('openings')
      ? habits.openings.slice(0, 4).map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
      : [],
    firstPerson: on('voice') && person.first >= 0.2,
    addressesReader: on('voice') && person.second >= 0.2,
    spelling: on('spelling') ? SPELLINGS[spelling] : null,
  };
}

function subjects({ tags, topics }: Habits): string[] {
  const often = tags.filter(({ count }) => count >= 2).map(({ tag }) => tag);
  const known = new Set(often.map((tag) => tag.toLowerCase()));
  const told = topics.length < MIN_TOPICS ? [] : topics.map(({ word }) => word).filter((word) => !known.has(word));
  return [...often, ...told].slice(0, SUBJECTS);
}

function titleTraits(title: Habits['title']): Traits['title'] {
  const style = title.sentenceCase >= 0.6 ? 'sentence case' : title.sentenceCase <= 0.3 ? 'title case' : null;
  const marks = [title.colon >= 0.2 ? 'a colon' : '', title.question >= 0.15 ? 'a question' : ''].filter(Boolean);
  return { words: Math.round(title.words), style, marks };
}

function sentenceTraits(sentence: Habits['sentence']): Traits['sentence'] {
  const marks = [
    sentence.question >= 0.08 ? 'questions' : '',
    sentence.exclamation >= 0.06 ? 'exclamations' : '',
    sentence.semicolon >= 0.05 ? 'semicolons' : '',
    sentence.dash >= 0.1 ? 'dashes' : '',
    sentence.parenthesis >= 0.15 ? 'asides in parentheses' : '',
  ].filter(Boolean);
  const length = sentence.words < 13 ? 'short' : sentence.words > 21 ? 'long' : 'of middle length';
  return { words: Math.round(sentence.words), length, marks };
}

/**
 * A few short sentences about how someone writes, for a prompt; empty if too little has been measured.
 * The same habits give the same words.
 */
export function profileProse(habits: Habits, off: readonly HabitName[] = []): string {
  const traits = traitsOf(habits, off);
  if (!traits) return '';
  const { title, sentence } = traits;
  const often = (marks: string[]) => (marks.length === 0 ? '' : `, often with ${marks.join(' or ')}`);
  const opening = list(traits.openings.map((word) => `"${word}"`));
  const voice = [
    traits.firstPerson ? 'speaks in the first person' : '',
    traits.addressesReader ? 'addresses the reader' : '',
    traits.spelling ? `spells the ${traits.spelling} way` : '',
  ].filter(Boolean);
  return [
    traits.subjects.length > 0 ? `The author writes about ${list(traits.subjects)}.` : '',
    title
      ? `Titles have about ${title.words} words${title.style ? ` in ${title.style}` : ''}${often(title.marks)}.`
      : '',
    sentence
      ? `Sentences are ${sentence.length}, about ${sentence.words} words${sentence.marks.length > 0 ? `, with ${list(sentence.marks)}` : ''}.`
      : '',
    opening === '' ? '' : `${sentence ? 'They' : 'Sentences'} often begin with ${opening}.`,
    voice.length > 0 ? `The author ${list(voice)}.` : '',
  ]
    .filter((text) => text !== '')
    .join(' ');
}

/** `a`, `a and b`, `a, b and c`. */
function list(parts: string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
