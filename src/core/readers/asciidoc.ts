import { readDate } from '../text/dates.ts';
import { type FrontMatter, readFrontMatter } from '../text/frontMatter.ts';
import { findFrontMatter } from '../text/frontMatterBlock.ts';
import { languageOf } from '../text/language.ts';
import { asciidocInline } from './asciidocInline.ts';
import { Fields } from './fields.ts';
import { linesOf, normalNewlines, type ReadDocument, toDocument } from './read.ts';

/** Delimited blocks without prose: listing, literal, passthrough, comment, table, fenced code. */
const NO_PROSE = /^(?:-{4,}|\.{4,}|\+{4,}|\/{4,}|[|,:!]={3,}|```[^`]*)$/;
/** Delimiters of blocks whose content is prose: example, sidebar, quote, open block. */
const PROSE = /^(?:={4,}|\*{4,}|_{4,}|--)$/;
const ATTRIBUTE = /^:(!?[\w-]+!?):(?:[ \t]+(.*))?$/;
const MACRO = /^(?:image|video|audio|include|toc|ifdef|ifndef|ifeval|endif|[a-z][\w-]*)::\S*\[.*\]$/;
const BLOCK_ATTRIBUTES = /^\[(?:\[.*\]|.*)\]$/;
const HEADING = /^(={1,6}|#{1,6})[ \t]+(\S.*)$/;
const LIST_ITEM = /^[ \t]*(?:(\*{1,5}|-)|(\.{1,5})|(\d{1,3})\.)[ \t]+(?=\S)/;

/** A term and what it means: `term:: meaning`, with the meaning on the next line as well. */
const TERM = /^[ \t]*(\S(?:.{0,300}?\S)?)(?::{2,4}|;;)(?:[ \t]+(\S.*))?$/;

const NONE: FrontMatter = { title: null, date: null, tags: null, end: 0 };

/** Reads AsciiDoc: the document header and its attributes, headings, paragraphs and lists. */
export function readAsciidoc(source: string): ReadDocument {
  const content = normalNewlines(source);
  // `name:: text` is a term and what it means here.
  const front = findFrontMatter(content)?.kind === 'logseq' ? NONE : readFrontMatter(content);
  const reader = new AsciidocReader(linesOf(content.slice(front.end)));
  const { title, date, tags } = reader.fields.read({ language: () => languageOf(reader.text) });
  return toDocument({
    title: front.title ?? reader.title ?? title,
    date: front.date ?? date,
    tags: front.tags ?? tags,
    text: reader.text,
  });
}

class AsciidocReader {
  readonly fields = new Fields();
  title: string | null = null;
  readonly text: string;
  readonly #lines: string[];
  readonly #out: string[] = [];
  /** Delimiters that do not occur again below: the block they open is not closed. */
  readonly #last = new Map<string, number>();
  #paragraph: string[] = [];
  /** Lines that underline the title above them. */
  readonly #underlines: ReadonlySet<number>;
  /** A style such as `[source]` was given: the next paragraph is code. */
  #code = false;
  /** A term was given, and its meaning comes below. */
  #termOpen = false;
  #at = 0;

  constructor(lines: string[]) {
    this.#lines = lines.map((line) => line.trimEnd());
    this.#underlines = findUnderlines(this.#lines);
    for (const [i, line] of this.#lines.entries()) {
      if (NO_PROSE.test(line) && !this.#underlines.has(i)) this.#last.set(closingOf(line), i);
    }
    this.#header();
    while (this.#at < this.#lines.length) this.#line(this.#lines[this.#at++]!);
    this.#endParagraph();
    this.text = this.#out.map((block) => asciidocInline(block, (name) => this.fields.get(name))).join('\n\n');
  }

  /** Title, author, revision and attributes, up to the first blank line. */
  #header(): void {
    while (/^(?:|\/\/(?!\/\/).*)$/.test(this.#lines[this.#at] ?? 'end')) this.#at++;
    const line = this.#lines[this.#at] ?? '';
    const underlined = this.#underlines.has(this.#at + 1) && this.#lines[this.#at + 1]!.startsWith('=');
    const title = underlined ? line : /^[=#][ \t]+(\S.*)$/.exec(line)?.[1];
    if (title !== undefined) {
      this.title = asciidocInline(title, () => undefined);
      this.#at += underlined ? 2 : 1;
    }
    let inHeader = true;
    for (let row = 0; inHeader; row++) {
      const line = this.#lines[this.#at] ?? '';
      const attribute = ATTRIBUTE.exec(line);
      const revision = title !== undefined && row < 2 && /\d{4}/.test(line) ? revisionDate(line) : null;
      if (attribute) this.#attribute(attribute);
      else if (revision !== null) this.fields.add('date', revision);
      // The author line is directly below the title: names, an address, `;` between authors.
      else if (title !== undefined && row === 0 && this.#isAuthor(line)) this.fields.add('author', line);
      else inHeader = /^\/\/(?!\/\/)/.test(line);
      if (inHeader) this.#at++;
    }
  }

  /** Several names; or a single one, if a revision or an attribute follows. */
  #isAuthor(line: string): boolean {
    if (AUTHOR.test(line)) return true;
    const next = this.#lines[this.#at + 1] ?? '';
    return /^\p{Lu}[\p{L}.'’-]*$/u.test(line) && (ATTRIBUTE.test(next) || revisionDate(next) !== null);
  }

  #attribute([, name, value]: RegExpExecArray): void {
    const plain = name!.replace(
      /^(?:page|jbake|doc|rev|article|blog|hp|meta)-?(?=tags|date|keywords|categories|title)/,
      '',
    );
    // Lists are written as `a, b` or `['a', 'b']`.
    const list = (value ?? '').replace(/^\[(.*)\]$/, '$1').replace(/(^|,)\s*(['"])(.*?)\2\s*(?=,|$)/g, '$1$3');
    this.fields.add(plain, list);
    if (plain !== name) this.fields.add(name!, value ?? '');
  }

  #line(line: string): void {
    const heading = HEADING.exec(line);
    const attribute = ATTRIBUTE.exec(line);
    const open = this.#paragraph.length > 0;
    if (this.#underlines.has(this.#at)) {
      const level = UNDERLINES.indexOf(this.#lines[this.#at++]![0]!) + 1;
      this.#endParagraph();
      this.#out.push(`${'#'.repeat(level)} ${line.trim()}`);
      return;
    }
    if (NO_PROSE.test(line) && this.#skipBlock(line)) return;
    if (line === '' || line === '+') this.#endParagraph();
    else if (PROSE.test(line) || /^(?:'{3,}|<{3,}|-{3,}|\*{3,})$/.test(line)) this.#endParagraph();
    else if (/^\/\/(?!\/\/)/.test(line)) return;
    else if (!open && attribute) this.#attribute(attribute);
    else if (!open && MACRO.test(line)) return;
    else if (!open && BLOCK_ATTRIBUTES.test(line)) this.#code = CODE_STYLE.test(line);
    else if (!open && /^\.[^\s.]/.test(line)) return;
    else if (!open && heading) this.#out.push(`${'#'.repeat(heading[1]!.length)} ${heading[2]!.replace(/\s+=+$/, '')}`);
    else {
      if (open && TERM.test(line) && !TERM.test(this.#paragraph.at(-1)!)) this.#endParagraph();
      this.#paragraph.push(line);
    }
  }

  /** Skips a block without prose. @returns whether it has an end */
  #skipBlock(line: string): boolean {
    const closing = closingOf(line);
    if (this.#last.get(closing)! < this.#at) return false;
    this.#endParagraph();
    while (this.#lines[this.#at++] !== closing);
    this.#code = false;
    return true;
  }

  #endParagraph(): void {
    const lines = this.#paragraph;
    if (lines.length === 0) return;
    this.#paragraph = [];
    const code = this.#code;
    this.#code = false;
    // A paragraph that begins with a space is literal.
    const means = this.#termOpen;
    this.#termOpen = TERM.exec(lines.at(-1)!)?.[2] === undefined && TERM.test(lines.at(-1)!);
    if (code || (/^[ \t]/.test(lines[0]!) && !LIST_ITEM.test(lines[0]!) && !TERM.test(lines[0]!) && !means)) return;
    const marked = lines.map((line) =>
      line
        .replace(/ \+$/, '')
        .replace(/^<(\d{1,3}|\.)>(?=[ \t])/, (_, number: string) => `${number === '.' ? 1 : number}.`)
        .replace(TERM, (_, term: string, meaning?: string) => `- ${term.replace(/:$/, '')}: ${meaning ?? ''}`.trimEnd())
        .replace(LIST_ITEM, (_, star, dot, number) => (star ? '- ' : dot ? '1. ' : `${number}. `)),
    );
    this.#out.push(marked.join('\n'));
  }
}

/** Marks of two-line titles, by level. */
const UNDERLINES = '=-~^+';
const UNDERLINE = /^(?:={2,}|-{2,}|~{2,}|\^{2,}|\+{2,})$/;

/**
 * Lines that underline a title: as long as it, give or take two characters, below a line that begins a paragraph.
 * Delimited blocks are skipped, whatever they contain.
 */
function findUnderlines(lines: readonly string[]): Set<number> {
  const found = new Set<number>();
  const last = new Map<string, number>();
  for (const [i, line] of lines.entries()) if (NO_PROSE.test(line)) last.set(closingOf(line), i);
  let closing: string | null = null;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (closing !== null) {
      if (line === closing) closing = null;
      continue;
    }
    const next = lines[i + 1] ?? '';
    if (UNDERLINE.test(next) && isTitle(line, lines[i - 1] ?? '') && fits(line, next)) found.add(++i);
    else if (NO_PROSE.test(line) && last.get(closingOf(line))! > i) closing = closingOf(line);
  }
  return found;
}

function isTitle(line: string, above: string): boolean {
  if (!/^(?![=#*.[|:/+-])\S/.test(line) || !/[\p{L}\p{N}]/u.test(line)) return false;
  return above === '' || /^(?:\[.*\]|\/\/.*|:[\w-]+:.*|={4,}|-{4,}|\*{4,}|\.{4,})$/.test(above);
}

function fits(title: string, underline: string): boolean {
  const length = [...title].length;
  // A Chinese character is as wide as two.
  const wide =
    length + (title.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0);
  return [length, wide].some((each) => Math.abs(each - underline.length) <= 2) && underline.length > 1;
}

/** The date in a revision line: `v1.0, 2019-05-03: why`, in any form. */
function revisionDate(line: string): string | null {
  const written = line.replace(/^v?\d[\w.]*,[ \t]*/, '').replace(/:(?!\d\d).*$/, '');
  return readDate(written);
}

const AUTHOR =
  /^\p{Lu}[\p{L}.'’-]*(?:[ \t]\p{Lu}[\p{L}.'’-]*){1,3}[ \t]?(?:<[^<>\s]+>)?(?:;.*)?$|^\p{L}[\p{L}.'’-]*(?:[ \t]<[^<>\s]+@[^<>\s]+>)(?:;.*)?$/u;
const CODE_STYLE = /^\[(?:source|listing|literal|stem|latexmath|asciimath|plantuml|ditaa|graphviz|mermaid|pass)\b|^\[,/;

function closingOf(line: string): string {
  return line.startsWith('```') ? '```' : line;
}
