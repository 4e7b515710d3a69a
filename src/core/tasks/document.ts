import { findFrontMatter } from './frontMatterBlock.ts';
import { currentTitle } from './titleEdit.ts';

/** A document as the tasks want it: its title and its body without front matter. */
export function documentOf(text: string): { title: string; body: string } {
  return {
    title: currentTitle(text, 'markdown') ?? '',
    body: text.slice(findFrontMatter(text)?.bodyStart ?? 0),
  };
}
