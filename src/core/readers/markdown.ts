import { firstHeading } from '../text/firstHeading.ts';
import { readFrontMatter } from '../text/frontMatter.ts';
import { findFrontMatter } from '../text/frontMatterBlock.ts';
import { hashtags } from '../text/hashtags.ts';
import { languageOf } from '../text/language.ts';
import { withoutPlugins } from './plugins.ts';
import { normalNewlines, type ReadDocument } from './read.ts';

/** Reads a Markdown document with or without front matter. */
export function readMarkdown(source: string, { quarto = false }: { quarto?: boolean } = {}): ReadDocument {
  const content = withoutEmbedded(normalNewlines(source));
  const front = readFrontMatter(content, { quarto, language: () => languageOf(content) });
  const body = withoutPlugins(content.slice(front.end));
  const heading = firstHeading(body);
  const title = front.title ?? heading?.text ?? null;
  // A heading at the top that repeats the title would be learned as text, and would stand twice in a prompt.
  const repeated = heading?.opens && sameWords(heading.text, title ?? '');
  const text = repeated ? body.slice(heading.end) : body;
  return {
    title,
    date: front.date,
    ...(front.dateField !== undefined && { dateField: front.dateField }),
    ...(front.description !== undefined && { description: front.description }),
    tags: front.tags ?? hashtags(text),
    text: trimBlankLines(text),
  };
}

/** Reads a Quarto document, which has its tags under `categories`. */
export function readQuarto(source: string): ReadDocument {
  return readMarkdown(source, { quarto: true });
}

/** Reads a plain text: front matter between fences counts as in Markdown, otherwise it has nothing but hashtags. */
export function readPlainText(source: string): ReadDocument {
  const content = normalNewlines(source);
  const block = findFrontMatter(content);
  if (block && (block.kind === 'yaml' || block.kind === 'toml') && block.sourceStart > 0) {
    const { title, date, dateField, tags } = readFrontMatter(content, { language: () => languageOf(content) });
    const text = trimBlankLines(content.slice(block.bodyStart));
    return { title, date, ...(dateField !== undefined && { dateField }), tags: tags ?? hashtags(text), text };
  }
  const text = trimBlankLines(content);
  return { title: null, date: null, tags: hashtags(text), text };
}

/** Pictures embedded as base64 are left out: megabytes that nobody wrote. */
function withoutEmbedded(content: string): string {
  if (!content.includes(';base64,')) return content;
  return content.replace(/\bdata:[\w.+/-]{1,80}(?:;[\w=-]{1,40}){0,4};base64,[A-Za-z0-9+/=%]*/g, '');
}

function sameWords(a: string, b: string): boolean {
  const words = (text: string) =>
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? '';
  return words(a) === words(b) && words(a) !== '';
}

function trimBlankLines(text: string): string {
  return text.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
}
