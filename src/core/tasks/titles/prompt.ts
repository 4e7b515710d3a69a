import { proseOf } from '../../text/prose.ts';
import { answerLine, type Count, cutEnd, oneLine, type PromptWithAnswers, promptShowing } from '../promptParts.ts';

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
    return [{ question: `Text: ${excerpt}\nTitle:`, answer: answerLine(title) }];
  });
  const text = cutEnd(oneLine(proseOf(input.text)), budget.text, count);
  const parts = { profile: input.profile, shown: examples, asked: `Text: ${text}\nTitle:` };
  return promptShowing(parts, { profile: budget.profile, shown: budget.snippets }, count);
}

/** The title in what the model wrote, or the empty string. */
export function parseTitle(text: string): string {
  const line = oneLine(text.replace(/^\s+/, '').split('\n', 1)[0] ?? '');
  const bare = line.replace(/^#+\s*/, '');
  const quoted = /^(["“'‘*_]+)(.+?)["”'’*_]+$/.exec(bare);
  return (quoted && !/["“”]/.test(quoted[2]!) ? quoted[2]! : bare).trim();
}
