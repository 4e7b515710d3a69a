import { proseOf } from '../../text/prose.ts';
import { type Count, cutEnd, joinAnswers, oneLine, type PromptWithAnswers, shownWithin } from '../promptParts.ts';

/** What a title is made from. */
export interface TitleInput {
  /** The document's text, as Markdown. */
  text: string;
  /** Earlier items with their titles, most alike first: they show how this user titles. */
  snippets: { title: string; text: string }[];
  profile: string;
}

/** Lengths in tokens. */
export interface TitleBudget {
  profile: number;
  /** The text of each earlier item. */
  snippet: number;
  /** All earlier items together. */
  snippets: number;
  /** The document itself. */
  text: number;
}

/** With the answer 256 tokens: two such examples fill a sequence of training. */
export const TITLE_BUDGET: TitleBudget = { profile: 40, snippet: 24, snippets: 88, text: 108 };

/**
 * The prompt whose continuation is a title:
 *
 *     profile ⏎⏎ Text: … ⏎ Title: … ⏎ Text: … ⏎ Title:
 *
 * The most similar earlier item stands last, next to the document. One line break ends every title, in the prompt as
 * in the answer, so that the model meets the same token in both.
 */
export function titlePrompt(input: TitleInput, budget: TitleBudget, count: Count): PromptWithAnswers {
  const examples = input.snippets.flatMap(({ title, text }) => {
    const excerpt = cutEnd(oneLine(text), budget.snippet, count);
    if (excerpt === '' || oneLine(title) === '') return [];
    return [{ question: `Text: ${excerpt}\nTitle:`, answer: titleAnswer(title) }];
  });
  const profile = cutEnd(oneLine(input.profile), budget.profile, count);
  const text = cutEnd(oneLine(proseOf(input.text)), budget.text, count);
  return joinAnswers([
    { text: profile === '' ? '' : `${profile}\n\n` },
    ...shownWithin(examples, budget.snippets, count),
    { text: `Text: ${text}\nTitle:` },
  ]);
}

/** What the model is to write after the prompt: the title, ended by a line break. */
export function titleAnswer(title: string): string {
  return ` ${oneLine(title)}\n`;
}

/** The title in what the model wrote, or the empty string. */
export function parseTitle(text: string): string {
  const line = oneLine(text.replace(/^\s+/, '').split('\n', 1)[0] ?? '');
  const bare = line.replace(/^#+\s*/, '');
  const quoted = /^(["“'‘*_]+)(.+?)["”'’*_]+$/.exec(bare);
  return (quoted && !/["“”]/.test(quoted[2]!) ? quoted[2]! : bare).trim();
}
