/** The words of a text, in lower case; a character of Chinese or Japanese is a word. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(
        /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^\P{L}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+|\p{N}+/gu,
      ) ?? []
  );
}

/** How many runs of three words two texts have in common, each as often as it occurs in both. */
export function sharedRuns(a: readonly string[], b: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const run of runs(a)) counts.set(run, (counts.get(run) ?? 0) + 1);
  let shared = 0;
  for (const run of runs(b)) {
    const left = counts.get(run) ?? 0;
    if (left === 0) continue;
    counts.set(run, left - 1);
    shared++;
  }
  return shared;
}

export function runs(words: readonly string[]): string[] {
  return words.slice(2).map((word, i) => `${words[i]} ${words[i + 1]} ${word}`);
}

/** Marks of each format that prose never has: one that is left means that markup has leaked. */
const MARKUP: Record<string, RegExp> = {
  asciidoc:
    /<<[\w-]+|\b(?:link|xref|image|include|footnote|ifdef|ifndef|endif):{1,2}\S*\[|^\[[\w%".,=# -]+\]$|^(?:-{4,}|={4,}|\.{4,}|\*{4,}|\|={3,})$|^\.[A-Z]\S*|^:[\w-]+:|::$|\{[a-z][\w-]+\}|\+\+\S|^\+$/gm,
  rst: /:[\w:+-]+:`|`_{1,2}|^\.\. |\|[A-Z]\w+\|_?|^:[\w -]+:|::$|^[=~^"'*+#-]{4,}$|\]_(?!\w)|^\s*\+[-=+]{3,}/gm,
  latex:
    /\\[A-Za-z]{2,}|(?<!\\)\$[^$\n]{1,80}\$|\\begin|\\end|[{}]|(?<=\S)&(?=\S)|``|^%|\[(?:width|height|scale|label|language|caption)=/gm,
  org: /^#\+|^:[A-Z_]+:|\[\[[^\]]*\]|\[fn:|#\+(?:begin|end)|^\*{2,} |CLOSED:|SCHEDULED:|<\d{4}-\d\d-\d\d|\\\[|\{\{\{/gm,
  typst:
    /#(?:let|set|show|import|include|figure|image|table|[a-z][\w.-]*[([])|(?<=\s)@[a-z][\w:-]+|<[a-z]+:[\w-]+>|\$[^$\n]{1,80}\$|^\s*[\w-]+: .*,$|^\s*[)\]}]+,?$/gm,
};

/** Marks left in a text, each counted. */
export function leaksIn(format: string, text: string): string[] {
  // Code spans show their content literally.
  return text.replace(/`[^`\n]*`/g, 'x').match(MARKUP[format]!) ?? [];
}

/** A referee's text: paragraphs, headings and lists of Pandoc's tree, without code blocks, tables, formulas, notes and citations. */
export function proseOfPandoc(json: string): string {
  const { meta, blocks } = JSON.parse(json);
  const title = meta.title?.c;
  return [Array.isArray(title) ? inlines(title) : '', ...blocks.map(block)].filter((part) => part !== '').join('\n\n');
}

interface Node {
  t: string;
  c?: unknown;
}

function block({ t, c }: Node): string {
  const parts = c as Node[] & unknown[][];
  const all = (list: unknown) => (list as Node[]).map(block).join('\n\n');
  if (t === 'Para' || t === 'Plain') return inlines(parts);
  if (t === 'Header') return inlines(parts[2] as unknown as Node[]);
  if (t === 'BlockQuote') return all(parts);
  if (t === 'Div') return all(parts[1]);
  if (t === 'BulletList') return (parts as unknown[]).map(all).join('\n\n');
  if (t === 'OrderedList') return (parts[1] as unknown as unknown[]).map(all).join('\n\n');
  if (t === 'LineBlock') return (parts as unknown as Node[][]).map(inlines).join('\n');
  if (t === 'DefinitionList')
    return (parts as unknown as [Node[], unknown[]][])
      .map(([term, definitions]) => [inlines(term), ...definitions.map(all)].join('\n\n'))
      .join('\n\n');
  return '';
}

function inlines(list: readonly Node[]): string {
  return list.map(inline).join('');
}

function inline({ t, c }: Node): string {
  const parts = c as unknown[];
  if (t === 'Str') return c as string;
  if (t === 'Space' || t === 'SoftBreak' || t === 'LineBreak') return ' ';
  if (t === 'Code') return parts[1] as string;
  // A program's placeholder for a number is not prose.
  if (t === 'Link' && JSON.stringify(parts[0]).includes('reference-type')) return '';
  if (t === 'Quoted' || t === 'Link' || t === 'Span') return inlines(parts[1] as Node[]);
  return /^(?:Emph|Strong|Underline|Strikeout|Superscript|Subscript|SmallCaps)$/.test(t)
    ? inlines(parts as Node[])
    : '';
}
