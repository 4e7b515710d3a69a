import type { SuggestionFilter } from './filter.ts';

/** The target of a link, or an address: nobody can guess where it leads. */
const ADDRESS = /\]\(|https?:|:\/\/|www\./;
/** Marks of emphasis and code that stand at the end, of Markdown, AsciiDoc, Org and reStructuredText. */
const LAST_MARK = /(\*{1,3}|_{1,2}|~~|==|`{1,2})\p{P}*$/u;
const LIST_MARKER = /^[ \t]*[*+-][ \t]/gm;
const PAIRS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** Hides addresses, and marks and brackets that close what was not opened, or open what does not follow. */
export const wholeMarkup: SuggestionFilter = (text, { before }) => {
  const paragraph = before.slice(before.lastIndexOf('\n\n') + 1);
  if (ADDRESS.test(text)) return { hidden: 'broken-markup' };
  const mark = LAST_MARK.exec(text.trimEnd())?.[1];
  const written = (paragraph + text).replace(LIST_MARKER, '');
  if (mark !== undefined && (written.split(mark).length - 1) % 2 === 1) return { hidden: 'broken-markup' };
  return closesUnopened(paragraph, text) ? { hidden: 'broken-markup' } : { text };
};

function closesUnopened(before: string, text: string): boolean {
  let open = '';
  for (const { index, 0: bracket } of (before + text).matchAll(/[()[\]{}]/g)) {
    const opening = PAIRS[bracket];
    if (opening === undefined) open += bracket;
    else if (open.includes(opening)) open = open.slice(0, open.lastIndexOf(opening));
    else if (index >= before.length) return true;
  }
  return false;
}
