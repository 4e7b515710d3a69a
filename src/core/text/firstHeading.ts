import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString as plainText } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';

/** A heading of a Markdown text. */
export interface Heading {
  text: string;
  /** Offset after the heading's last line. */
  end: number;
  /** There are only blank lines before it. */
  opens: boolean;
}

const ATX = /^ {0,3}#{1,6}(?:[ \t]+\S.*)$/;
const SETEXT_LINE = /^ {0,3}(?:=+|-{2,})[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const PLAIN_LINE = /^ {0,3}[^\s>|#*+\-\d`~<]/;
const HTML_HEADING = /^ {0,3}<h[1-3](?:\s[^<>]*)?>/i;
/** An underlined heading has at most this many lines; more are a paragraph above a rule. */
const MOST_LINES = 3;
/** The heading is not searched for below this line. */
const LOOKED_AT = 400;

/** The first heading outside code. Lines are scanned without a parser, and only the heading itself is parsed. */
export function firstHeading(body: string): Heading | null {
  let offset = 0;
  let fence = '';
  let opens = true;
  /** The lines of the paragraph above, where it began, and whether something came before that. */
  let paragraph = { lines: [] as string[], opens: true };
  for (const line of body.split('\n', LOOKED_AT)) {
    const start = offset;
    offset += line.length + 1;
    const mark = FENCE.exec(line)?.[1];
    if (fence) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = '';
    } else if (mark) {
      fence = mark;
    } else {
      const { lines } = paragraph;
      const underlined =
        SETEXT_LINE.test(line) && lines.length > 0 && lines.length <= MOST_LINES && PLAIN_LINE.test(lines[0]!);
      const found = underlined
        ? { text: headingText(`${lines.join('\n')}\n${line}`), end: offset, opens: paragraph.opens }
        : ATX.test(line)
          ? { text: headingText(line), end: offset, opens }
          : HTML_HEADING.test(line)
            ? htmlHeading(body, start, opens)
            : null;
      if (found && found.text !== '') return { ...found, end: Math.min(found.end, body.length) };
    }
    if (line.trim() === '' || fence !== '' || ATX.test(line)) paragraph = { lines: [], opens: false };
    else if (paragraph.lines.length === 0) paragraph = { lines: [line], opens };
    else paragraph.lines.push(line);
    if (line.trim() !== '') opens = false;
  }
  return null;
}

function headingText(lines: string): string {
  const tree = fromMarkdown(withoutExtras(lines), { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const [first] = tree.children;
  if (first?.type !== 'heading') return '';
  return plainText(first, { includeImageAlt: false, includeHtml: false }).replace(/\s+/g, ' ').trim();
}

/** `{#id .class key="a b"}` at the end, as Pandoc, Quarto and kramdown have it. */
export const HEADING_ATTRIBUTES =
  /[ \t]*\{:?[ \t]*(?:(?:[#.][^\s{}"']+|-|[\w:-]+=(?:"[^"{}]*"|'[^'{}]*'|[^\s{}"']+))[ \t]*)+\}(?=[ \t]*#*[ \t]*(?:\n|$(?![\s\S])))/;

/** Without attributes, with links between notes as they are shown, and without a block's own mark. */
function withoutExtras(lines: string): string {
  return lines
    .replace(HEADING_ATTRIBUTES, '')
    .replace(/\[\^[^\]\s]{1,40}\]/g, '')
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(
      /!?\[\[([^\][|\n]{1,200})(?:\|([^\][\n]{1,200}))?\]\]/g,
      (_, target: string, shown?: string) => shown ?? target.replace(/#\^?/, ' '),
    )
    .replace(/[ \t]\^[A-Za-z0-9-]+(?=[ \t]*(?:\n|$))/, '');
}

function htmlHeading(body: string, start: number, opens: boolean): Heading | null {
  const match = /^ {0,3}<h([1-3])(?:\s[^<>]*)?>([\s\S]{0,1000}?)<\/h\1\s*>[ \t]*(?:\n|$)?/i.exec(
    body.slice(start, start + 2000),
  );
  if (!match) return null;
  const text = match[2]!
    .replace(/<!--[\s\S]*?-->|<[^<>]*>/g, ' ')
    .replace(/&(?:#(\d{1,6})|(amp|lt|gt|quot|apos|nbsp));/g, (_, code?: string, name?: string) =>
      code ? String.fromCodePoint(Math.min(Number(code), 0x10ffff)) : ENTITIES[name!]!,
    )
    .replace(/\s+/g, ' ')
    .trim();
  return { text, end: start + match[0].length, opens };
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
