/**
 * Inline markup of AsciiDoc as Markdown: macros and references become their text.
 * @param attribute value of `{name}`
 */
export function asciidocInline(text: string, attribute: (name: string) => string | undefined): string {
  const value = (written: string, name: string) =>
    SYMBOLS.has(name) ? written : (attribute(name.toLowerCase()) ?? written).slice(0, MAX_VALUE);
  // An attribute's value may be a link's address, or text with its own marks.
  return text
    .replace(ATTRIBUTE, value)
    .replace(ATTRIBUTE, value)
    .replace(
      /(?:stem|latexmath|asciimath|footnote|footnoteref|indexterm2?|image|icon|anchor):[^\s[]{0,200}\[(?:[^\]\\]|\\.){0,2000}\]/g,
      '',
    )
    .replace(/\(\(\([^()\n]*\)\)\)|\[\[[^\][\n]*\]\]/g, '')
    .replace(/\b(?:link|xref|mailto):[^\s[\]]{1,600}\[([^\]]{0,600})\]/g, (_, shown: string) => shownText(shown))
    .replace(/\bhttps?:\/\/[^\s[\]<>]{1,600}\[([^\]]{0,600})\]/g, (_, shown: string) => shownText(shown))
    .replace(/<<[^<>,\n]*(?:,\s*([^<>]*))?>>/g, (_, shown?: string) => shown ?? '')
    .replace(/\b(?:kbd|btn|pass|menu):[^\s[]{0,200}\[([^\]]{0,600})\]/g, '$1')
    .replace(/\[[.%][\w .%-]+\](?=[#*_`])/g, '')
    .replace(/(?<![\p{L}\p{N}#&])(#{1,2})(?=[^\s#])([^#\n]{0,300}[^\s#])\1(?![\p{L}\p{N}#])/gu, '$2')
    .replace(/"`([^`\n]*)`"/g, '“$1”')
    .replace(/'`([^`\n]*)`'/g, '‘$1’')
    .replace(/(?<![\p{L}\p{N}+])\+{1,3}(?=[^\s+])([^+\n]{0,300}[^\s+])\+{1,3}(?![\p{L}\p{N}+])/gu, '`$1`')
    .replace(
      ATTRIBUTE,
      (written, name: string, at: number, whole: string) => SYMBOLS.get(name) ?? (inCode(whole, at) ? written : ''),
    );
}

/** Whether a position in its line is between marks of code: an odd number of them precedes it. */
function inCode(text: string, at: number): boolean {
  const line = text.slice(Math.max(text.lastIndexOf('\n', at) + 1, at - 400), at);
  return line.split('`').length % 2 === 0;
}

const ATTRIBUTE = /\{([\w-]{1,60})\}/g;
const MAX_VALUE = 500;

const SYMBOLS = new Map([
  ['nbsp', ' '],
  ['sp', ' '],
  ['empty', ''],
  ['apos', "'"],
  ['quot', '"'],
  ['lsquo', '‘'],
  ['rsquo', '’'],
  ['ldquo', '“'],
  ['rdquo', '”'],
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['plus', '+'],
  ['cpp', 'C++'],
]);

/** `Text,window=_blank`, `Text^`, `role=x` → what is shown. */
function shownText(attributes: string): string {
  return attributes
    .replace(/,\s*\w+=.*$/s, '')
    .replace(/^\w+=\S*$/, '')
    .replace(/\^$/, '')
    .replace(/^"(.*)"$/s, '$1');
}
