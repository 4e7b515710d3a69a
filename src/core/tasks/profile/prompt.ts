import type { Traits } from '../../profile/prose.ts';
import { type Count, cutEnd, oneLine, type Prompt } from '../promptParts.ts';

/** What a profile is written from. */
export interface ProfileInput {
  traits: Traits;
  /** The author's titles, latest last. */
  titles: string[];
}

/** Lengths in tokens. */
export interface ProfileBudget {
  /** All titles together. */
  titles: number;
}

export const PROFILE_BUDGET: ProfileBudget = { titles: 64 };

// Two invented authors show what is wanted: each measured fact in a sentence, and nothing else.
const SHOWN: { input: ProfileInput; prose: string }[] = [
  {
    input: {
      titles: ['How often should you water beans?', 'What the bees did in May'],
      traits: {
        subjects: ['gardening', 'soil', 'bees'],
        title: { words: 7, style: 'sentence case', marks: ['a question'] },
        sentence: { words: 11, length: 'short', marks: ['dashes'] },
        openings: ['But', 'And'],
        firstPerson: true,
        addressesReader: false,
        spelling: 'British',
      },
    },
    prose:
      'The author writes about gardening, soil and bees, in a personal voice. Sentences are short, with dashes, and many begin with "But" or "And". Titles are often a question in sentence case. The spelling is British.',
  },
  {
    input: {
      titles: ['Payroll: The First Year', 'Pensions: What Changes in April'],
      traits: {
        subjects: ['tax', 'payroll', 'pensions'],
        title: { words: 5, style: 'title case', marks: ['a colon'] },
        sentence: { words: 24, length: 'long', marks: ['semicolons'] },
        openings: ['However', 'Under'],
        firstPerson: false,
        addressesReader: true,
        spelling: 'American',
      },
    },
    prose:
      'The author writes about tax, payroll and pensions, and speaks to the reader. Sentences are long, joined with semicolons, and often open with "However" or "Under". Titles are in title case, with a colon. The spelling is American.',
  },
];

/**
 * The prompt whose continuation is a profile in two to four sentences, ended by a line break:
 *
 *     Titles: … ⏎ Facts: … ⏎ Profile: … ⏎⏎ Titles: … ⏎ Facts: … ⏎ Profile:
 */
export function profilePrompt(input: ProfileInput, budget: ProfileBudget, count: Count): Prompt {
  const shown = SHOWN.map((each) => `${question(each.input, budget, count)} ${each.prose}\n\n`);
  return { prompt: shown.join('') + question(input, budget, count) };
}

function question({ titles, traits }: ProfileInput, budget: ProfileBudget, count: Count): string {
  const line = cutEnd(titles.map(oneLine).filter(Boolean).join(' / '), budget.titles, count);
  return `${line === '' ? '' : `Titles: ${line}\n`}Facts: ${profileFacts(traits)}\nProfile:`;
}

/** The traits as one line of facts. */
function profileFacts(traits: Traits): string {
  const { subjects, title, sentence, openings } = traits;
  return [
    subjects.length > 0 ? `about ${subjects.join(', ')}` : '',
    sentence ? [`sentences ${sentence.length}, ${sentence.words} words`, ...sentence.marks].join(', ') : '',
    openings.length > 0 ? `openings ${openings.map((word) => `"${word}"`).join(', ')}` : '',
    title ? [`titles ${title.words} words`, title.style ?? '', ...title.marks].filter(Boolean).join(', ') : '',
    traits.firstPerson ? 'first person' : '',
    traits.addressesReader ? 'speaks to the reader' : '',
    traits.spelling ? `${traits.spelling} spelling` : '',
  ]
    .filter((fact) => fact !== '')
    .join('; ');
}

/** The profile from what the model wrote: its first line, without an unfinished last sentence. */
export function parseProfile(text: string): string {
  const line = oneLine(text.replace(/^\s+/, '').split('\n', 1)[0] ?? '');
  return /^.*[.!?]["”’)]*/.exec(line)?.[0] ?? '';
}
