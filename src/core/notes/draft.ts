import { findFrontMatter } from '../text/frontMatterBlock.ts';

/** Fields of front matter that call a document a draft, as static-site generators and note apps have them. */
const DRAFT =
  /^(?:draft:[ \t]*["']?(?:true|yes|on)\b|publish(?:ed)?:[ \t]*["']?(?:false|no|off)\b|status:[ \t]*["']?draft\b)/im;
const FOLDER = /[\\/]_?drafts?[\\/]/i;

/** Whether a note is still a draft: its front matter says so, or its folder. */
export function isDraft(text: string, path: string): boolean {
  const block = findFrontMatter(text);
  return FOLDER.test(path) || (block !== null && DRAFT.test(text.slice(0, block.bodyStart)));
}
