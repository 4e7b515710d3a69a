import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString as plainText } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';
import { readFrontMatter } from '../text/frontMatter.ts';
import { hashtags } from '../text/hashtags.ts';
import { normalNewlines, type ReadDocument } from './read.ts';

/** Reads a Markdown document with YAML, TOML or no front matter. */
export function readMarkdown(source: string): ReadDocument {
  const content = withoutEmbedded(normalNewlines(source));
  const front = readFrontMatter(content);
  const body = content.slice(front.end);
  const heading = firstHeading(body);
  const title = front.title ?? heading?.text ?? null;
  // A heading that opens the body and says what the title says would be learnt as text, and twice in a prompt.
  const repeated = heading?.opens && sameWords(heading.text, title ?? '');
  const text = repeated ? body.slice(heading.end) : body;
  return {
    title,
    date: front.date,
    ...(front.dateField !== undefined && { dateField: front.dateField }),
    tags: front.tags ?? hashtags(text),
    text: trimBlankLines(text),
  };
}

/** Reads a plain text: no title, no date; hashtags are its tags. */
export function readPlainText(source: string): ReadDocument {
  const text = trimBlankLines(normalNewlines(source));
  return { title: null, date: null, tags: hashtags(text), text };
}

interface Heading {
  text: string;
  /** Offset after the heading's last line. */
  end: number;
  /** Nothing but blank lines stands before it. */
  opens: boolean;
}

const ATX = /^ {0,3}#{1,6}(?:[ \t]+\S.*)$/;
const SETEXT_LINE = /^ {0,3}(?:=+|-{2,})[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const PLAIN_LINE = /^ {0,3}[^\s>|#*+\-\d`~<]/;

/** The first heading outside code. Lines are looked through by hand, and only the heading itself is parsed. */
function firstHeading(body: string): Heading | null {
  let offset = 0;
  let fence = '';
  let previous = '';
  let opens = true;
  for (const line of body.split('\n', 400)) {
    const start = offset;
    offset += line.length + 1;
    const mark = FENCE.exec(line)?.[1];
    if (fence) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = '';
    } else if (mark) {
      fence = mark;
    } else {
      const setext = SETEXT_LINE.test(line) && PLAIN_LINE.test(previous);
      if (setext || ATX.test(line)) {
        const text = headingText(setext ? `${previous}\n${line}` : line);
        const first = setext ? body.slice(0, start - previous.length - 1).trim() === '' : opens;
        if (text !== '') return { text, end: Math.min(offset, body.length), opens: first };
      }
    }
    previous = line;
    if (line.trim() !== '') opens = false;
  }
  return null;
}

function headingText(lines: string): string {
  const tree = fromMarkdown(lines, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return plainText(tree.children[0], { includeImageAlt: false, includeHtml: false }).replace(/\s+/g, ' ').trim();
}

/** Pictures embedded as base64 are left out: megabytes of what nobody wrote. */
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
