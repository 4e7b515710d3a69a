import { type Count, cutEnd, oneLine } from '../../core/tasks/promptParts.ts';

/** Lengths in tokens. */
const BUDGET = { example: 48, examples: 160, text: 160, title: 48 };

/** The person's earlier tweets, the text, and the place where they would continue. */
export function paraphrasePrompt(text: string, earlier: readonly string[], count: Count): string {
  const examples = fitting(earlier, count).map((tweet) => `Tweet: ${tweet}\n`);
  return `${examples.join('')}Text: ${cutEnd(oneLine(text), BUDGET.text, count)}\nTweet:`;
}

/** The author's earlier papers, two others, and the question which of these is cited: "1" or "2" comes next. */
export function choicePrompt(
  title: string,
  references: readonly [string, string],
  earlier: readonly string[],
  count: Count,
): string {
  const papers = fitting(earlier, count).map((paper) => `- ${paper}\n`);
  const cut = (text: string) => cutEnd(oneLine(text), BUDGET.title, count);
  return (
    (papers.length > 0 ? `Papers of one author:\n${papers.join('')}\n` : '') +
    `[1] ${cut(references[0])}\n[2] ${cut(references[1])}\n\n` +
    `The author's paper "${cut(title)}" cites [`
  );
}

/** As many of the texts as fit, the most similar last. */
function fitting(texts: readonly string[], count: Count): string[] {
  const out: string[] = [];
  let left = BUDGET.examples;
  for (const text of texts) {
    const line = cutEnd(oneLine(text), BUDGET.example, count);
    const tokens = count(line);
    if (line === '' || tokens > left) continue;
    left -= tokens;
    out.unshift(line);
  }
  return out;
}
