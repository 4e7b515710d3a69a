import { findFrontMatter } from '../../../text/frontMatterBlock.ts';
import { titleLine } from '../titleLine.ts';

/** More context than a prompt has room for. */
const MOST = 8_000;
/**
 * The window moves on by this much at a time, so that prompts keep their beginning during typing: a multiple of the
 * steps in which prompts are cut (`prompt.ts`) and passages looked up (`prompter.ts`).
 */
const STEP = 3_200;
/** Characters at the top of a document where its title is looked for. */
const HEAD = 10_000;

/** The text before the cursor, or its nearer part together with the document's title. */
export interface Before {
  text: string;
  /** Absent if the text is everything before the cursor; null if the document has no title. */
  title?: string | null;
}

/**
 * The part of a document that a suggestion is made from: everything before the cursor, or, in a long document, its
 * title and a window that moves in steps.
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
  // A window must not begin with half a character or with a line that looks like the fence of front matter.
  return { text: text.replace(/^[\uDC00-\uDFFF]/, '').replace(/^(?=---|\+\+\+|;;;|\{|%)/, '\n'), title };
}
