/**
 * Inline markup of reStructuredText as Markdown: roles and references become their text, literals code spans.
 * @param replacement the text that the document gives for `|name|`, if any
 */
export function rstInline(text: string, replacement: (name: string) => string | undefined = () => undefined): string {
  return text
    .replace(INLINE, (...match) => replaceInline(replacement, match))
    .replace(/\\([\s\S])/g, (_, char: string) => char.trim());
}

// One alternation, so that the inside of literals is not touched.
const INLINE = new RegExp(
  [
    // A literal may continue on the next line, and contain or end with a single mark.
    '``(?<literal>(?=\\S)(?:[^\\n]|\\n(?!\\s*\\n)){0,400}?\\S)``(?!`)',
    '(?<![\\w])(?::(?<role>[\\w.+:-]{1,40}):)?`(?<text>[^`]{1,600})`(?::(?<after>[\\w.+:-]{1,40}):|_{1,2}(?!\\w))?',
    '\\s?\\[(?:\\d+|#[\\w-]*|\\*|[A-Za-z][\\w-]*)\\]_(?!\\w)',
    '\\|(?<substitution>[^\\s|](?:[^|\\n]{0,80}[^\\s|])?)\\|_{0,2}',
    '(?<![\\w`])(?<reference>[A-Za-z0-9][A-Za-z0-9-]{0,60})_{1,2}(?![\\w`])',
  ].join('|'),
  'g',
);

/** Roles whose text is not prose. */
const NO_PROSE = /^(?:math|raw|cite.*|footcite.*|eq|numref|fa|octicon)$/;

function replaceInline(replacement: (name: string) => string | undefined, match: unknown[]): string {
  const groups = match.at(-1) as Record<string, string | undefined>;
  const { literal, text, substitution, reference } = groups;
  const role = groups.role ?? groups.after;
  if (literal !== undefined) return codeSpan(literal.replace(/\s*\n\s*/g, ' '));
  if (reference !== undefined) return reference;
  if (substitution !== undefined) return replacement(substitution) ?? substitution;
  if (text === undefined) return '';
  if (role !== undefined && NO_PROSE.test(role)) return '';
  if (role === 'code' || role === 'file' || role === 'command') return `\`${text}\``;
  const titled = /^([\s\S]*?)\s*<[^<>]*>$/.exec(text);
  const shown = titled ? titled[1]! : text.replace(/^[~!]/, '');
  return role !== undefined && /^(?:emphasis|title)/.test(role) ? `*${shown}*` : shown;
}

/** A Markdown code span, with more marks than any inside it. */
function codeSpan(code: string): string {
  const longest = Math.max(0, ...(code.match(/`+/g) ?? []).map((marks) => marks.length));
  const marks = '`'.repeat(longest + 1);
  const pad = /^`|`$/.test(code) ? ' ' : '';
  return `${marks}${pad}${code}${pad}${marks}`;
}
