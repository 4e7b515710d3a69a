import { proseOf } from '../../text/prose.ts';
import type { Known } from '../prompter.ts';
import { answerLine, cutEnd, oneLine, type PromptWithAnswers, promptShowing } from '../promptParts.ts';

/** Lengths in tokens; about 320 with the answer, so that it fits into a training sequence. */
export const DESCRIPTION_BUDGET = { profile: 40, snippet: 24, snippets: 140, text: 108 } as const;
/** Earlier items that are considered; those without a description are skipped. */
export const DESCRIPTION_EXAMPLES = 6;

/**
 * The prompt whose continuation is a description:
 * profile ⏎⏎ Text: … ⏎ Description: … ⏎ Text: … ⏎ Description:
 * The most similar earlier item comes last, next to the document. A line break ends every description.
 */
export function descriptionPrompt(text: string, { earlier, profile, count }: Known): PromptWithAnswers {
  const budget = DESCRIPTION_BUDGET;
  const shown = earlier.flatMap((item) => {
    const excerpt = cutEnd(oneLine(item.text), budget.snippet, count);
    if (excerpt === '' || item.description === null) return [];
    return [{ question: `Text: ${excerpt}\nDescription:`, answer: answerLine(item.description) }];
  });
  const asked = `Text: ${cutEnd(oneLine(proseOf(text)), budget.text, count)}\nDescription:`;
  return promptShowing({ profile, shown, asked }, { profile: budget.profile, shown: budget.snippets }, count);
}
