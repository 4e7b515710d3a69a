import { readFrontMatter } from '../text/frontMatter.ts';
import { languageOf } from '../text/language.ts';
import { Fields } from './fields.ts';
import { cutOut, linesOf, normalNewlines, type ReadDocument, toDocument } from './read.ts';

const KEYWORD = /^[ \t]*#\+([\w[\]-]+):[ \t]*(.*)$/;
const HEADLINE = /^(\*{1,20})[ \t]+/;
/** Task states that many people use without declaring them in the file. */
const STATES = 'TODO DONE NEXT WAITING WAIT HOLD STARTED CANCELED CANCELLED IDEA'.split(' ');
/** How many of the subtasks are done. */
const COOKIE = /[ \t]*\[(?:\d*\/\d*|\d*%)\]/g;
const HEADLINE_TAGS = /(?:^|[ \t])(:[\p{L}\p{N}_@#%:]+:)$/u;
const NO_PROSE = /^[ \t]*#\+begin_(src|example|export|comment|latex|html|ascii)\b/i;
const DRAWER = /^[ \t]*:([\w-]+):[ \t]*$/;
/** Planning, clocks, tables, comments, fixed-width lines, rules, footnote definitions, block marks. */
const LEFT_OUT =
  /^[ \t]*(?:(?:CLOCK|SCHEDULED|DEADLINE|CLOSED):.*|\|.*|#(?:[ \t].*)?|:(?:[ \t].*)?|-{5,}|file:\S+[ \t]*|\[fn:[^\]]*\].*|#\+\w+.*)$/i;

/** Reads Org: keywords, tags of the file and of headlines, headings, paragraphs and lists. */
export function readOrg(source: string): ReadDocument {
  const content = normalNewlines(source);
  const front = readFrontMatter(content);
  const reader = new OrgReader(content.slice(front.end));
  const { date } = reader.fields.read({ language: () => languageOf(reader.text) });
  return toDocument({
    title: front.title ?? reader.title,
    date: front.date ?? date,
    tags: front.tags ?? reader.tags,
    text: reader.text,
  });
}

class OrgReader {
  readonly fields = new Fields();
  title: string | null = null;
  readonly text: string;
  readonly #lines: string[];
  readonly #out: string[] = [];
  readonly #titles: string[] = [];
  readonly #tags: string[] = [];
  readonly #states = new Set(STATES);
  #hasTags = false;
  /** Depth of the headline whose subtree is left out; 0 for none. */
  #hidden = 0;

  constructor(content: string) {
    this.#lines = linesOf(content);
    for (const [, states] of content.matchAll(/^[ \t]*#\+(?:(?:seq|typ)_)?todo:[ \t]*([^\n]*)$/gim)) {
      for (const state of states!.split(/[\s|]+/)) this.#states.add(state.replace(/\([^()]*\)$/, ''));
    }
    this.#read();
    this.title = this.#titles.length > 0 ? this.#titles.join(' ') : null;
    this.text = orgInline(withoutMath(this.#out.join('\n')));
  }

  /** Tags of the file, then of its headlines; null if none are given where they belong. */
  get tags(): string[] | null {
    return this.#hasTags ? this.#tags : null;
  }

  #read(): void {
    const lastEnd = new Map<string, number>();
    for (const [i, line] of this.#lines.entries()) {
      const end = /^[ \t]*(?:#\+end_(\w+)|:(end):)[ \t]*$/i.exec(line);
      if (end) lastEnd.set((end[1] ?? 'drawer').toLowerCase(), i);
    }
    for (let i = 0; i < this.#lines.length; i++) {
      const line = this.#lines[i]!;
      const block = NO_PROSE.exec(line)?.[1] ?? (DRAWER.test(line) ? 'drawer' : undefined);
      if (block !== undefined && (lastEnd.get(block.toLowerCase()) ?? -1) > i) {
        const end = block === 'drawer' ? /^[ \t]*:end:[ \t]*$/i : new RegExp(`^[ \\t]*#\\+end_${block}[ \\t]*$`, 'i');
        while (!end.test(this.#lines[++i]!));
      } else this.#line(line);
    }
  }

  #line(line: string): void {
    const keyword = KEYWORD.exec(line);
    const headline = HEADLINE.exec(line);
    if (keyword) this.#keyword(keyword[1]!.toLowerCase(), keyword[2]!.trim());
    else if (headline) this.#headline(headline[1]!.length, line.slice(headline[0].length).trim());
    else if (this.#hidden === 0 && !LEFT_OUT.test(line) && !DRAWER.test(line)) this.#out.push(line.trim());
  }

  #keyword(name: string, value: string): void {
    if (name === 'title' && value !== '') this.#titles.push(orgInline(value));
    else if (name === 'date' || name === 'created') this.fields.add(name, value.replace(RANGE, ''));
    else if (name === 'filetags') this.#addTags(value.split(/[:\s]+/));
    else if (name === 'keywords') this.#addTags(value.split(/[,;]/));
    else if (/^(?:hugo_(?:tags|categories)|(?:tags|categories)\[\])$/.test(name)) this.#addTags(value.split(/[\s,]+/));
  }

  #headline(depth: number, line: string): void {
    if (this.#hidden > 0 && depth > this.#hidden) return;
    const tags = HEADLINE_TAGS.exec(line);
    const own = (tags?.[1] ?? '').split(':').filter((tag) => tag !== '');
    const title = (tags ? line.slice(0, tags.index) : line).replace(COOKIE, '').trim();
    const [state = ''] = /^\S+(?=[ \t]|$)/.exec(title) ?? [];
    const text = (this.#states.has(state) ? title.slice(state.length) : title).trim().replace(/^\[#\w+\][ \t]*/, '');
    const hidden = own.includes('noexport') || text.startsWith('COMMENT ') || text === 'COMMENT';
    this.#hidden = hidden ? depth : 0;
    if (hidden) return;
    this.#addTags(own);
    if (text !== '') this.#out.push('', `${'#'.repeat(Math.min(6, depth))} ${text}`, '');
  }

  #addTags(tags: string[]): void {
    const given = tags.filter((tag) => tag !== '' && tag.length <= 80);
    if (given.length > 0) this.#hasTags = true;
    this.#tags.push(...given);
  }
}

/** The end of a time range, and a repeater. */
const RANGE = /(?<=\d:\d\d)-\d{1,2}:\d\d|[ \t]+(?:\.?\+{1,2}|-{1,2})\d+[hdwmy](?:\/\d+[hdwmy])?/g;

/** A formula ends in its paragraph: a backslash and a bracket may be a pattern in somebody's code. */
function withoutMath(text: string): string {
  return cutOut(text, /^[ \t]*\\begin\{(\w+\*?)\}/gm, ([, name]) => `\\end{${name}}`)
    .split(/\n[ \t]*\n/)
    .map((paragraph) => {
      const displayed = cutOut(paragraph, /(?<!\\)\\\[/g, () => '\\]');
      const bracketed = cutOut(displayed, /(?<!\\)\\\(/g, () => '\\)');
      return bracketed.replace(DOLLARS, '');
    })
    .join('\n\n');
}

/** `$…$` as Org reads it: no space within the signs, and no letter or figure after them. */
const DOLLARS = /(?<![\w$\\])(?:\$\$[^$]{1,2000}\$\$|\$(?:[^\s,;.$]|[^\s,;.$][^$]{0,400}[^\s,.$])\$)(?![\w$])/g;

/** Inline markup of Org as Markdown. */
function orgInline(text: string): string {
  return (
    text
      .replace(LINK, (_, target: string, shown?: string) =>
        shown === undefined || IMAGE.test(shown) ? bareTarget(shown ?? target) : shown,
      )
      .replace(/[ \t]?\[cite(?:\/[\w/-]{1,40})?:[^\][]{1,400}\]/g, '')
      .replace(TERM, (_, term: string) => `${term.replace(/[.:;,]$/, '')}:`)
      .replace(/\{\{\{[^{}]*\}\}\}|\[fn:[^\][]*\]|<\d{4}-\d{2}-\d{2}[^<>\n]*>|\[\d{4}-\d{2}-\d{2} [^\][\n]*\]/g, '')
      .replace(/<<<?[^<>\n]*>?>>/g, '')
      .replace(MARKED, (_, before: string, mark: string, inner: string) => before + marked(mark, inner))
      // What was left out leaves its spaces.
      .replace(/(?<=\S) {2,}(?=\S)/g, ' ')
      .replace(/(?<=\S) +(?=[,.](?:\s|$))/g, '')
  );
}

/** A link; its text may have brackets of its own and continue on the next line. */
const LINK = /\[\[([^\][\n]*)\](?:\[((?:[^\][\n]|\[[^\][\n]{0,100}\]|\n(?!\s*\n)){0,400})\])?\]/g;
/** A picture shown in place of a link. */
const IMAGE = /^(?:file:|[./~])\S*$|^\S+\.(?:png|jpe?g|gif|svg|webp)$/i;
/** The term of an item that describes it: `- term :: what it is`. */
const TERM = /^([ \t]*(?:[-+*]|\d{1,3}[.)])[ \t]+\S(?:[^\n]{0,200}?\S)?)[ \t]+::(?=[ \t]|$)/gm;
const MARKED = /(^|[\s({'"“‘—–-])([~=/*+_])(?=[^\s])((?:(?!\2)[^\n]){0,200}?[^\s])\2(?=$|[\s.,;:!?)}'"”’—–-])/gm;

function marked(mark: string, inner: string): string {
  if (mark === '~' || mark === '=') return `\`${inner}\``;
  if (mark === '*') return `**${inner}**`;
  return mark === '/' ? `*${inner}*` : inner;
}

/** A link without a text shows its target: a file or an address, which says nothing. */
function bareTarget(target: string): string {
  return /^(?:[a-z][\w+.-]*:|[./~]|#)/i.test(target) ? '' : target.replace(/^\*+/, '');
}
