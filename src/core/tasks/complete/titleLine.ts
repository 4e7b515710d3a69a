import { findFrontMatter } from '../../text/frontMatterBlock.ts';

/** What the line of the title says in a document's front matter, without a parser of it; null where there is none. */
export function titleLine(text: string): string | null {
  const line = /^title:[ \t]*(.*)$/m.exec(findFrontMatter(text)?.source ?? '')?.[1] ?? '';
  return line.trim().replace(/^(["'])(.*)\1$/, '$2') || null;
}
