import { readFrontMatter } from '../text/frontMatter.ts';
import { languageOf } from '../text/language.ts';
import { Fields } from './fields.ts';
import { linesOf, normalNewlines, type ReadDocument, toDocument } from './read.ts';
import { rstInline } from './rstInline.ts';

/** Directives whose content is the document's prose. */
const PROSE =
  /^(?:admonition|attention|caution|danger|error|hint|important|note|seealso|tip|warning|epigraph|highlights|pull-quote|topic|sidebar|compound|container|versionadded|versionchanged|versionremoved|deprecated|rubric|centered|glossary|only|ifconfig|hlist|details|dropdown|card|grid|grid-item|grid-item-card|tabs|tab|tab-set|tab-item|question|answer|proof|theorem|lemma|definition|proposition|corollary|example|remark|exercise|solution|abstract|dedication)$/;
/** Directives that describe part of a program, with its signature as their argument: Sphinx's domains. */
const DESCRIBES =
  /^(?:(?:c|cpp|js|py|rst|std|ts|go|rb|php|http):)?(?:auto)?(?:function|method|classmethod|staticmethod|decorator|decoratormethod|class|attribute|property|data|exception|module|type|typealias|member|var|macro|struct|union|enum|enumerator|concept|directive|directive:option|role|option|cmdoption|program|confval|setting|envvar|describe|object|event|signal|get|post|put|delete|patch)$/;
/** Of these, the argument is not part of the text: a class, or the version in which something changed. */
const ARGUMENT_APART = /^(?:container|compound|only|ifconfig|hlist|glossary|grid|grid-item|tabs|tab-set)$/;
const VERSION_FIRST = /^(?:versionadded|versionchanged|versionremoved|deprecated)$/;
/** Blog directives with tags as their argument or in their options. */
const FIELDS = /^(?:tags|keywords|categories|post)$/;

const TITLED =
  /^(?:admonition|topic|sidebar|rubric|details|dropdown|card|grid-item-card|tab|tab-item|proof|theorem|lemma|definition|proposition|corollary|example|remark|exercise|solution)$/;
/** Fields of such a description: the text of some is prose, of others a type. */
const PROSE_FIELD =
  /^:(?:param|parameter|arg|argument|key|keyword|raises?|except|exception|var|ivar|cvar|returns?)\b[^:\n]*:[ \t]*/;
const TYPE_FIELD = /^:(?:type|rtype|vartype|meta|no-?index|no-?contents-?entry|canonical)\b[^:\n]*:/;

const ADORNMENT = /^([!-/:-@[-`{-~])\1+$/;
const EXPLICIT = /^( *)\.\.(?:[ \t]+(.*))?$/;
const FIELD = /^:([^:\n]+):(?:[ \t]+(.*))?$/;

/** Reads reStructuredText: docinfo and the fields of Pelican, Nikola and ABlog, headings, paragraphs and lists. */
export function readRst(source: string): ReadDocument {
  const content = normalNewlines(source);
  // Python's own proposals begin with fields like those of mail.
  const front = /^[A-Z][\w-]*:[ \t]/.test(content)
    ? readFrontMatter(content, { language: () => languageOf(content) })
    : null;
  const read = new RstReader(linesOf(content.slice(front?.end ?? 0))).read();
  return front === null
    ? read
    : { ...read, title: front.title ?? read.title, date: front.date ?? read.date, tags: front.tags ?? read.tags };
}

class RstReader {
  #lines: string[];
  readonly #fields = new Fields();
  readonly #out: string[] = [];
  readonly #styles: string[] = [];
  /** What stands for `|name|`, by name in small letters. */
  readonly #replacements = new Map<string, string>();
  #title: string | null = null;
  /** Only headings, fields and comments have been seen so far. */
  #top = true;
  #at = 0;

  constructor(lines: string[]) {
    this.#lines = lines.map((line) => line.trimEnd());
  }

  read(): ReadDocument {
    for (const [at, line] of this.#lines.entries()) this.#replacement(line, at);
    while (this.#at < this.#lines.length) this.#block();
    const text = this.#out.join('\n\n');
    const { title, date, tags } = this.#fields.read({ language: () => languageOf(text) });
    return toDocument({ title: title ?? this.#title, date, tags, text });
  }

  /** `.. |name| replace:: its text`, which may come after its use. */
  #replacement(line: string, at: number): void {
    const [, name, first] = /^[ ]*\.\. \|([^|\n]{1,80})\| replace::[ \t]*(.*)$/.exec(line) ?? [];
    if (name === undefined) return;
    const rest = this.#lines.slice(at + 1).findIndex((next) => !/^\s+\S/.test(next));
    const more = this.#lines.slice(at + 1, rest < 0 ? undefined : at + 1 + rest);
    this.#replacements.set(name.toLowerCase(), [first!, ...more.map((next) => next.trim())].join(' ').trim());
  }

  #inline(text: string): string {
    return rstInline(text, (name) => this.#replacements.get(name.toLowerCase()));
  }

  #block(): void {
    const line = this.#lines[this.#at]!;
    const explicit = EXPLICIT.exec(line);
    const field = this.#top ? FIELD.exec(line) : null;
    if (line === '') this.#at++;
    else if (explicit) this.#explicit(explicit[1]!.length, explicit[2] ?? '');
    else if (field) this.#field(field[1]!, field[2] ?? '');
    else if (this.#heading()) return;
    else this.#paragraph();
  }

  /** A directive, comment, target or footnote: left out with its indented content, unless that is prose. */
  #explicit(indent: number, rest: string): void {
    const start = ++this.#at;
    const content = this.#indented(indent);
    const directive = /^([\w:-]+?)::(?:[ \t]+(.*))?$/.exec(rest);
    const [name, argument] = [directive?.[1]?.toLowerCase() ?? '', directive?.[2] ?? ''];
    const nikola = directive || !this.#top ? null : /^([a-z_]+):[ \t]+(.*)$/.exec(rest);
    if (nikola) this.#fields.add(nikola[1]!, nikola[2]!);
    if (FIELDS.test(name) || name === 'meta') {
      this.#fields.add(name === 'post' ? 'date' : name, argument);
      for (const line of content) {
        const option = FIELD.exec(line.trim());
        if (option)
          this.#fields.add(name === 'post' && option[1] === 'category' ? 'categories' : option[1]!, option[2] ?? '');
      }
    }
    const describes = DESCRIBES.test(name);
    if (!PROSE.test(name) && !describes) return;
    // The content is read in its place, without its indentation and options.
    // The signature of a description may continue on the next lines.
    const options = describes ? content.indexOf('') : content.findIndex((line) => !FIELD.test(line.trim()));
    const body = options < 0 ? [] : dedent(content.slice(options));
    const first = VERSION_FIRST.test(name) ? argument.replace(/^\S+[ \t]*/, '') : argument;
    // The text on the directive's own line begins its content.
    const shown =
      first === '' || describes || ARGUMENT_APART.test(name)
        ? body
        : [first, ...(TITLED.test(name) ? [''] : []), ...body];
    this.#lines = [...this.#lines.slice(0, start), '', ...shown, '', ...this.#lines.slice(this.#at)];
    this.#at = start;
  }

  #field(name: string, value: string): void {
    this.#at++;
    this.#fields.add(name, [value, ...this.#indented(0).map((line) => line.trim())].join(' '));
  }

  /** Lines indented deeper than this, with the blank lines between them. */
  #indented(indent: number): string[] {
    const start = this.#at;
    let end = start;
    for (let at = start; at < this.#lines.length; at++) {
      const line = this.#lines[at]!;
      if (line === '') continue;
      if (depthOf(line) <= indent) break;
      end = at + 1;
    }
    this.#at = end;
    return this.#lines.slice(start, end);
  }

  #heading(): boolean {
    const [first = '', second = '', third = ''] = this.#lines.slice(this.#at, this.#at + 3);
    const over = ADORNMENT.test(first) && third === first && second !== '';
    const text = over ? second.trim() : first;
    const line = over ? third : second;
    const adorned = ADORNMENT.test(line) && line.length >= Math.min(text.length, 4) && !/^\s/.test(text);
    if (!adorned || text === '' || ADORNMENT.test(text)) {
      // A line of punctuation alone separates sections, or is left over from a heading.
      if (!ADORNMENT.test(first) || first.length < 4) return false;
      this.#at++;
      return true;
    }
    this.#at += over ? 3 : 2;
    const style = `${line[0]}${over}`;
    if (!this.#styles.includes(style)) this.#styles.push(style);
    const plain = this.#inline(text);
    if (this.#title === null && this.#out.length === 0) this.#title = plain;
    else {
      this.#top = false;
      this.#out.push(`${'#'.repeat(Math.min(6, this.#styles.indexOf(style) + 1))} ${plain}`);
    }
    return true;
  }

  /** Lines up to a blank one; a literal block after `::`, a table and a doctest are left out. */
  #paragraph(): void {
    const start = this.#at;
    while (this.#at < this.#lines.length && this.#lines[this.#at] !== '') this.#at++;
    const lines = this.#lines.slice(start, this.#at);
    this.#top = false;
    const last = lines.at(-1)!;
    if (last.endsWith('::')) {
      this.#indented(depthOf(last));
      lines[lines.length - 1] = last.replace(/(?:^|\s)::$|:$/, '');
    }
    if (/^\s*(?:\+[-=+]+\+|=+(?: +=+)+)$/.test(lines[0]!) || /^\s*>>> /.test(lines[0]!)) return;
    const text = lines
      .filter((line) => !TYPE_FIELD.test(line.trim()) && !/^__ \S+$/.test(line))
      .map((line) =>
        line
          .trim()
          .replace(PROSE_FIELD, '')
          .replace(/^([-*+] )?\|[ \t]+/, '$1')
          .replace(/^#\.(?=\s)/, '1.'),
      )
      .join('\n');
    const prose = this.#inline(text);
    if (/\S/.test(prose)) this.#out.push(prose);
  }
}

function depthOf(line: string): number {
  return line.length - line.trimStart().length;
}

function dedent(lines: string[]): string[] {
  const depth = lines.reduce((least, line) => (line === '' ? least : Math.min(least, depthOf(line))), 1000);
  return lines.map((line) => line.slice(depth));
}
