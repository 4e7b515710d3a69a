import { findFrontMatter } from '../../../text/frontMatterBlock.ts';
import { titleLine } from '../titleLine.ts';

/** More context than a prompt has room for. */
const MOST = 8_000;
/**
 * The window moves on by this much at a time, so that prompts keep their beginning while somebody types: a multiple of
 * the steps by which prompts are cut (`prompt.ts`) and passages looked up (`prompter.ts`).
 */
const STEP = 3_200;
/** Characters at the top of a document in which its title is looked for. */
const HEAD = 10_000;

/** The text before the cursor, or the nearer part of it beside the document's title. */
export interface Before {
  text: string;
  /** Absent where the text is all there is before the cursor; null where the document has no title. */
  title?: string | null;
}

/**
 * What of a document a suggestion is made from: all before the cursor, or of a long document its title and a window that
 * moves in steps.
 * @param read the document's characters from one offset to another
 */
export function textBefore(read: (from: number, to: number) => string, offset: number): Before {
  if (offset <= MOST) return { text: read(0, offset) };
  const head = read(0, Math.min(HEAD, offset));
  const body = findFrontMatter(head)?.bodyStart ?? 0;
  const from = body + Math.floor(Math.max(0, offset - body - MOST) / STEP) * STEP;
  if (from <= body) return { text: read(0, offset) };
  const text = read(from, offset);
  const title = titleLine(head) ?? /^#[ \t]+(\S.*)$/m.exec(head.slice(body))?.[1]?.trim() ?? null;
  // Half a character, or a line that looks like the fence of front matter, is none at the beginning of a document.
  return { text: text.replace(/^[\uDC00-\uDFFF]/, '').replace(/^(?=---|\+\+\+|;;;|\{|%)/, '\n'), title };
}
