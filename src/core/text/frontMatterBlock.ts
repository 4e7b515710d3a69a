/** Finding front matter, separate from reading and editing it: this runs on each keystroke and needs no parser. */

/**
 * Its form: YAML between `---`, TOML between `+++`, JSON, Pandoc's `%` lines, MultiMarkdown's fields, Logseq's `name::`
 * lines, Nikola's comment. `unknown` is a language that we cannot read, named after the dashes.
 */
export type FrontMatterKind = 'yaml' | 'toml' | 'json' | 'pandoc' | 'multimarkdown' | 'logseq' | 'nikola' | 'unknown';

/** The position of the front matter. */
export interface FrontMatter {
  kind: FrontMatterKind;
  /** The text between the fences; everything if there are none. */
  source: string;
  /** Offset of `source`. */
  sourceStart: number;
  /** Offset of what follows, at the beginning of a line. */
  bodyStart: number;
}

/** To people, blank lines before a fence change nothing, whatever some programs make of them. */
const BLANK = /^(?:[ \t]*\r?\n){0,4}/;
const FENCE = /^(---|\+\+\+|;;;)[ \t]*([A-Za-z0-9]{0,12})[ \t]*\r?\n/;
const LANGUAGES: Record<string, FrontMatterKind> = { yaml: 'yaml', yml: 'yaml', toml: 'toml', json: 'json' };
const OTHER_LANGUAGES = /^(?:js|javascript|coffee|cson|json5|lua|clojure|edn)$/;
/** Longer than anybody's front matter without fences. */
const MOST = 20_000;

/** Finds the front matter at the top of a document, or null if there is none. */
export function findFrontMatter(text: string): FrontMatter | null {
  const top = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const head = text.slice(top, top + MOST);
  const blank = BLANK.exec(head)![0].length;
  const found = fenced(text, top + blank) ?? unfenced(head);
  if (!found) return null;
  const by = 'fenced' in found ? 0 : top;
  const { kind, source, sourceStart, bodyStart } = found;
  return { kind, source, sourceStart: sourceStart + by, bodyStart: bodyStart + by };
}

function fenced(text: string, top: number): (FrontMatter & { fenced: true }) | null {
  const opening = FENCE.exec(text.slice(top, top + 80));
  if (!opening) return null;
  const [line, fence, name] = [opening[0], opening[1]!, opening[2]!.toLowerCase()];
  const kind = kindOf(fence, name);
  if (!kind) return null;
  const sourceStart = top + line.length;
  const closing = fence === '---' ? (name === '' ? YAML_END : DASHES) : fence === '+++' ? PLUSES : SEMICOLONS;
  closing.lastIndex = sourceStart;
  const end = closing.exec(text);
  if (!end) return null;
  const source = text.slice(sourceStart, end.index);
  // A rule at the top and another further down enclose prose.
  if (kind === 'yaml' && name === '' && !isYaml(source)) return null;
  return { kind, source, sourceStart, bodyStart: end.index + end[0].length, fenced: true };
}

const YAML_END = /^(?:---|\.\.\.)[ \t]*(?:\r?\n|$(?![\s\S]))/gm;
const DASHES = /^---[ \t]*(?:\r?\n|$(?![\s\S]))/gm;
const PLUSES = /^\+\+\+[ \t]*(?:\r?\n|$(?![\s\S]))/gm;
const SEMICOLONS = /^;;;[ \t]*(?:\r?\n|$(?![\s\S]))/gm;

function kindOf(fence: string, name: string): FrontMatterKind | null {
  if (name !== '') return fence !== '---' ? null : (LANGUAGES[name] ?? (OTHER_LANGUAGES.test(name) ? 'unknown' : null));
  return fence === '---' ? 'yaml' : fence === '+++' ? 'toml' : 'json';
}

/** A field's line: a name of few words, a colon, and a space or the end after it. */
const FIELD =
  /^(?:"[^"\n]{1,60}"|'[^'\n]{1,60}'|[\p{L}\p{N}_$@.][^\s:]{0,40}(?: [^\s:]{1,30}){0,3})[ \t]*:(?:[ \t]|$)/u;
/** A sentence that begins like a field. */
const SENTENCE = /^[\p{L}\p{N}'’]+ [^:\n]*:[^\n]*[.!?…]["'”’)]*\s*$/u;
/** A line of a dialogue or a letter: "Ada: I will go." */
const SPOKEN =
  /^(?!(?:Title|Subtitle|Description|Summary|Abstract|Excerpt)\b)\p{Lu}[\p{L}'’. ]{0,30}:[ \t]+\S[^\n]*[.!?…]["'”’)]*\s*$/u;
/** The fields that front matter has and prose does not. */
const TOLD = /^(?:title|date|tags)[ \t]*:[ \t]*\S/m;
/** With the space missing, as people mistype it: `title:A life`, but not an address. */
const TIGHT_FIELD = /^[A-Za-z_][\w-]{0,30}:(?!\/\/)\S/;

/**
 * Whether lines between two fences are fields and not prose: they begin with a field or have one that leaves no doubt,
 * and lines that are neither a field nor part of one are rarer than fields. So one bad line costs only itself.
 */
function isYaml(source: string): boolean {
  let fields = 0;
  let spoken = 0;
  let others = 0;
  let comments = 0;
  for (const line of source.slice(0, MOST).split(/\r?\n/)) {
    if (line.trim() === '') continue;
    if (line.startsWith('#')) comments++;
    else if ((FIELD.test(line) && !SENTENCE.test(line)) || TIGHT_FIELD.test(line)) {
      fields++;
      if (SPOKEN.test(line)) spoken++;
    } else if (fields === 0 && /^[{?]/.test(line)) return /^\{\s*(?:\}|["']?[\w-]+["']?\s*:)|^\? /.test(line);
    else if (/^(?:[ \t]|- |-$|[\]}])/.test(line) && fields > 0) continue;
    else if (fields === 0 && comments === 0 && !/^[ \t]+\S+:(?:\s|$)/.test(line)) {
      // A bad first line costs only itself too, if the fields below leave no doubt.
      if (!TOLD.test(source.slice(0, MOST))) return false;
      others++;
    } else if (/^[ \t]+\S+:(?:\s|$)/.test(line)) fields++;
    else others++;
  }
  if (fields > 0) return others < fields && spoken < fields;
  // Nothing at all, or comments; but a heading alone between two rules is a heading.
  return others === 0 && (comments === 0 || !/^\s*\r?\n#{1,6} \S/.test(source));
}

function unfenced(head: string): FrontMatter | null {
  const first = head.charCodeAt(0);
  if (head.startsWith('{')) return json(head);
  if (head.startsWith('<!--')) return whole('nikola', NIKOLA.exec(head)?.[0]);
  if (head.startsWith('%')) return pandoc(head);
  // A line that begins with a mark is not a field.
  if (first <= 0x20 || (first < 0x30 && first !== 0x2d)) return null;
  return whole('logseq', LOGSEQ.exec(head)?.[0]) ?? multimarkdown(head);
}

function whole(kind: FrontMatterKind, source: string | undefined): FrontMatter | null {
  return source === undefined ? null : { kind, source, sourceStart: 0, bodyStart: source.length };
}

const NIKOLA = /^<!--[ \t]*\r?\n(?:\.\. [a-z_]+:[^\n]*\n){1,40}[ \t]*-->[ \t]*(?:\r?\n|$)/;
const LOGSEQ =
  /^(?:- )?[\p{L}\p{N}_.-]{1,40}::(?:[ \t][^\n]*)?(?:\n[ \t]{0,4}[\p{L}\p{N}_.-]{1,40}::(?:[ \t][^\n]*)?)*(?:\n|$)/u;

/**
 * Pandoc's title block: title, authors and date, each after a `%`; they may continue on lines that begin with a space.
 */
function pandoc(head: string): FrontMatter | null {
  let fields = 0;
  let end = 0;
  while (end < head.length) {
    const newline = head.indexOf('\n', end);
    const next = newline < 0 ? head.length : newline + 1;
    const line = head.slice(end, next);
    if (/^%(?:[ \t]|\r?\n|$)/.test(line) && fields < 3) fields++;
    else if (!/^[ \t]+\S/.test(line)) break;
    end = next;
  }
  const source = head.slice(0, end);
  return fields > 0 && /[\p{L}\p{N}]/u.test(source) ? whole('pandoc', source) : null;
}

/** JSON: an object whose first key is in quotes, up to its closing brace, which ends a line. */
function json(head: string): FrontMatter | null {
  if (!/^\{\s*"[^"\n]{1,60}"\s*:/.test(head)) return null;
  let depth = 0;
  for (let at = 0; at < head.length; at++) {
    const char = head[at]!;
    if (char === '"') {
      const string = STRING.exec(head.slice(at, at + 4_000));
      if (!string) return null;
      at += string[0].length - 1;
    } else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) {
      const end = /^[ \t]*(?:\r?\n|$)/.exec(head.slice(at + 1));
      if (!end) return null;
      return { kind: 'json', source: head.slice(0, at + 1), sourceStart: 0, bodyStart: at + 1 + end[0].length };
    }
  }
  return null;
}

const STRING = /^"(?:[^"\\\n]|\\.)*"/;
/** Fields that tell a header from prose that happens to have a colon. */
const KNOWN =
  /^(?:title|subtitle|author|authors|date|created|modified|tags?|keywords?|categor(?:y|ies)|slug|summary|status|lang|language|template|abstract|affiliation|copyright|email|base header level|css|format)[ \t]*:/i;
const TELLING = /^(?:title|date|tags?|keywords?|categor(?:y|ies))[ \t]*:/i;

/** Fields up to the first blank line; each line is a field or continues the one above, and one of them is known. */
function multimarkdown(head: string): FrontMatter | null {
  const block = /^(?:[^\n]*\S[^\n]*(?:\n|$))+/.exec(head)?.[0];
  if (block === undefined || block.length > 4_000) return null;
  // Hexo and Joplin write YAML without its first fence.
  const hexo = /^([^\n]+\n(?:[^\n]*\n){0,60}?)---[ \t]*\r?(?:\n|$)/.exec(block);
  if (hexo && TELLING.test(block) && isYaml(hexo[1]!)) {
    return { kind: 'yaml', source: hexo[1]!, sourceStart: 0, bodyStart: hexo[0].length };
  }
  if (TELLING.test(block) && /^[\w-]+:[ \t]*\r?\n[ \t]*- \S/m.test(block) && isYaml(block)) return whole('yaml', block);
  const lines = block.split(/\r?\n/).filter((line) => line !== '');
  const isField = (line: string) => /^[A-Za-z0-9][\w -]{0,40}:(?:[ \t]|$)/.test(line) && !/^\w+(?: \w+){3}/.test(line);
  if (!lines.every((line, i) => isField(line) || (i > 0 && /^[ \t]+\S/.test(line)))) return null;
  const known = lines.filter((line) => KNOWN.test(line)).length;
  if (!TELLING.test(lines[0]!) && !(known > 1 && lines.some((line) => TELLING.test(line)))) return null;
  return whole('multimarkdown', block);
}
