import { readMarkdown } from './markdown.ts';

/**
 * A document as the tasks want it, read the way mining reads it, so that serving sees what training saw: its title, and
 * its body without front matter and without a heading that only repeats the title.
 */
export function documentOf(text: string): { title: string; body: string } {
  const { title, text: body } = readMarkdown(text);
  return { title: title ?? '', body };
}
