import { sentencesOf } from '../text/sentences.ts';
import { HABIT_NAMES, type HabitName } from './habitNames.ts';
import type { Habits } from './habits.ts';
import { profileProse, type Traits } from './prose.ts';

/** A sentence of a profile and the habits it mentions. */
export interface ProfileSentence {
  text: string;
  habits: HabitName[];
}

/** Which habits a sentence may mention, judged by its beginning, and words that mean nothing by themselves there. */
const KINDS: { beginning: RegExp; habits: HabitName[]; frame: string }[] = [
  { beginning: /^The spelling\b/, habits: ['spelling'], frame: 'spelling' },
  { beginning: /^The author\b/, habits: ['subjects', 'voice', 'spelling'], frame: 'author writes write spells way' },
  { beginning: /^(?:The )?Titles?\b/, habits: ['titles'], frame: 'titles title words word long each' },
  {
    beginning: /^(?:(?:The )?Sentences?|They|Many)\b/,
    habits: ['sentences', 'openings'],
    frame: 'sentences sentence words word open opens begin begins joined use average',
  },
];
const FRAME = new Set('the a an and or with in of to is are has have about often many they it also by for'.split(' '));

/**
 * The sentences that say what was measured and nothing else. A word, number or name that is not among the facts, a mark
 * that is not a habit, or a repetition makes a sentence bad: so nothing from the author's texts can get in.
 */
export function faithfulSentences(text: string, traits: Traits): ProfileSentence[] {
  return sentencesOf(text).flatMap((sentence): ProfileSentence[] => {
    const said = sentence.text.trim();
    const kind = KINDS.find(({ beginning }) => beginning.test(said));
    if (!kind || !/[\p{L}\p{N}"”]\.$/u.test(said) || /""|[;:]/.test(said)) return [];
    const facts = kind.habits.map((habit) => ({ habit, words: new Set(factsOf(habit, traits).flatMap(wordsIn)) }));
    const frame = new Set([...FRAME, ...wordsIn(kind.frame)]);
    const telling = wordsIn(said).filter((word) => !frame.has(word) || facts.some(({ words }) => words.has(word)));
    if (telling.some((word) => !facts.some(({ words }) => words.has(word)))) return [];
    const told = telling.filter((word) => !FRAME.has(word));
    const habits = facts.filter(({ words }) => told.some((word) => words.has(word))).map(({ habit }) => habit);
    return habits.length > 0 && new Set(told).size === told.length ? [{ text: said, habits }] : [];
  });
}

function factsOf(habit: HabitName, { title, sentence, ...traits }: Traits): string[] {
  switch (habit) {
    case 'subjects':
      return traits.subjects;
    case 'titles':
      return title ? [`${title.words}`, title.style ?? '', ...title.marks] : [];
    case 'sentences':
      return sentence ? [`${sentence.words}`, sentence.length, ...sentence.marks] : [];
    case 'openings':
      return traits.openings;
    case 'voice':
      return [
        traits.firstPerson ? 'speaks in the first person personal voice' : '',
        traits.addressesReader ? 'speaks addresses to the reader directly' : '',
      ];
    case 'spelling':
      return traits.spelling ? [traits.spelling] : [];
    case 'marks':
    case 'words':
      return [];
  }
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’+#-][\p{L}\p{N}]+)*[+#]*/gu) ?? [];
}

/**
 * A whole profile from the good sentences, in their order of preference; habits that none of them mentions are stated
 * in fixed words.
 */
export function joinProfile(sentences: ProfileSentence[], habits: Habits, off: readonly HabitName[]): string {
  const spoken = new Set<HabitName>();
  const chosen: ProfileSentence[] = [];
  for (const sentence of sentences) {
    if (sentence.habits.some((habit) => spoken.has(habit))) continue;
    chosen.push(sentence);
    for (const habit of sentence.habits) spoken.add(habit);
  }
  for (const habit of HABIT_NAMES) {
    if (spoken.has(habit) || off.includes(habit)) continue;
    const others = HABIT_NAMES.filter((other) => other !== habit);
    chosen.push({ text: profileProse(habits, others), habits: [habit] });
  }
  const place = ({ habits: [first] }: ProfileSentence) => HABIT_NAMES.indexOf(first);
  return chosen
    .filter(({ text }) => text !== '')
    .sort((a, b) => place(a) - place(b))
    .map(({ text }) => text)
    .join(' ');
}
