import { findFrontMatter } from '../text/frontMatterBlock.ts';

/** Front-matter fields that mark a document as a draft in static-site generators and note apps. */
const DRAFT =
  /^(?:draft:[ \t]*["']?(?:true|yes|on)\b|publish(?:ed)?:[ \t]*["']?(?:false|no|off)\b|status:[ \t]*["']?draft\b)/im;
const FOLDER = /[\\/]_?drafts?[\\/]/i;

/** Whether a note is still a draft, according to its front matter or its folder. */
export function isDraft(text: string, path: string): boolean {
  const block = findFrontMatter(text);
  return FOLDER.test(path) || (block !== null && DRAFT.test(text.slice(0, block.bodyStart)));
}
