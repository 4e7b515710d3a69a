import { answerLine, type Count, cutEnd, oneLine, type PromptWithAnswers, promptShowing } from '../promptParts.ts';

/** What a rewrite is made from. */
export interface RewriteInput {
  /** The text to be said in the user's way, without manner: `plainText` of it. */
  plain: string;
  /** The user's own sentences with their plain versions, most similar first. */
  shown: { plain: string; own: string }[];
  profile: string;
}

/** Lengths in tokens. */
export interface RewriteBudget {
  profile: number;
  /** All pairs together. */
  shown: number;
  /** The text itself; an answer is about as long. */
  text: number;
}

/** 256 tokens with the answer: two such examples fill a training sequence. */
export const REWRITE_BUDGET: RewriteBudget = { profile: 40, shown: 96, text: 56 };

/**
 * The prompt whose continuation is the text in the user's own words:
 * profile ⏎⏎ Plain: … ⏎ Own: … ⏎ Plain: … ⏎ Own:
 * The most similar pair comes last, next to the text.
 */
export function rewritePrompt(input: RewriteInput, budget: RewriteBudget, count: Count): PromptWithAnswers {
  const shown = input.shown.map(({ plain, own }) => ({
    question: `Plain: ${oneLine(plain)}\nOwn:`,
    answer: answerLine(own),
  }));
  const asked = `Plain: ${cutEnd(oneLine(input.plain), budget.text, count)}\nOwn:`;
  return promptShowing({ profile: input.profile, shown, asked }, budget, count);
}

/** The text in what the model wrote, or the empty string. */
export function parseRewrite(text: string): string {
  return oneLine(text.replace(/^\s+/, '').split('\n', 1)[0] ?? '');
}
