import { proseOf } from '../../text/prose.ts';
import { type Count, cutEnd, oneLine } from '../promptParts.ts';

/** What a title is made from. */
export interface TitleInput {
  /** The document's text, as Markdown. */
  text: string;
  profile: string;
}

/** Lengths in tokens. */
export interface TitleBudget {
  profile: number;
  /** The document itself. */
  text: number;
}

export const TITLE_BUDGET: TitleBudget = { profile: 40, text: 196 };

/**
 * The prompt whose continuation is a title:
 * profile ⏎⏎ Text: … ⏎ Title:
 * It shows no earlier items, because small models copy their titles rather than their manner (research/log/titles.md).
 * One line break ends every title.
 */
export function titlePrompt(input: TitleInput, budget: TitleBudget, count: Count): string {
  const profile = cutEnd(oneLine(input.profile), budget.profile, count);
  const text = cutEnd(oneLine(proseOf(input.text)), budget.text, count);
  return `${profile === '' ? '' : `${profile}\n\n`}Text: ${text}\nTitle:`;
}

/** The title in what the model wrote, or the empty string. */
export function parseTitle(text: string): string {
  const line = oneLine(text.replace(/^\s+/, '').split('\n', 1)[0] ?? '');
  const bare = line.replace(/^#+\s*/, '');
  const quoted = /^(["“'‘*_]+)(.+?)["”'’*_]+$/.exec(bare);
  return (quoted && !/["“”]/.test(quoted[2]!) ? quoted[2]! : bare).trim();
}
