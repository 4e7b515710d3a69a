import type { SuggestionFilter } from './filter.ts';

/** The target of a link, or an address: nobody can guess where it leads. */
const ADDRESS = /\]\(|https?:|:\/\/|www\./;
/** Marks of emphasis and code that stand at the end, of Markdown, AsciiDoc, Org and reStructuredText. */
const LAST_MARK = /(\*{1,3}|_{1,2}|~~|==|`{1,2})\p{P}*$/u;
const LIST_MARKER = /^[ \t]*[*+-][ \t]/gm;
const PAIRS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** Hides addresses, and marks and brackets that close what was not opened, or open what the suggestion does not close. */
export const wholeMarkup: SuggestionFilter = (text, { before }) => {
  const paragraph = before.slice(before.lastIndexOf('\n\n') + 1);
  if (ADDRESS.test(text)) return { hidden: 'broken-markup' };
  const mark = LAST_MARK.exec(text.trimEnd())?.[1];
  const written = (paragraph + text).replace(LIST_MARKER, '');
  if (mark !== undefined && (written.split(mark).length - 1) % 2 === 1) return { hidden: 'broken-markup' };
  return isUnbalanced(paragraph, text) ? { hidden: 'broken-markup' } : { text };
};

/** Closes what is not open, or leaves the text of a link or the argument of a command open; a parenthesis may go on. */
function isUnbalanced(before: string, text: string): boolean {
  const open: { bracket: string; index: number }[] = [];
  for (const { index, 0: bracket } of (before + text).matchAll(/[()[\]{}]/g)) {
    const opening = PAIRS[bracket];
    if (opening === undefined) {
      open.push({ bracket, index });
      continue;
    }
    const last = open.findLastIndex((each) => each.bracket === opening);
    if (last >= 0) open.splice(last);
    else if (index >= before.length) return true;
  }
  return open.some(({ bracket, index }) => bracket !== '(' && index >= before.length);
}
