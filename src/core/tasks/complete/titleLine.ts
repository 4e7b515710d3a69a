import { findFrontMatter } from '../../text/frontMatterBlock.ts';

/** The title according to its line in the front matter, without a YAML parser; null if there is none. */
export function titleLine(text: string): string | null {
  const line = /^title:[ \t]*(.*)$/m.exec(findFrontMatter(text)?.source ?? '')?.[1] ?? '';
  return line.trim().replace(/^(["'])(.*)\1$/, '$2') || null;
}
