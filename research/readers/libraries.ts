/**
 * Readers on top of well-kept libraries, as thin as possible: each turns the library's tree into its prose, without
 * code blocks, tables, formulas, pictures and notes. The libraries are not dependencies of Ownhand: they are loaded
 * from a folder that has them installed.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export interface LibraryReader {
  format: string;
  name: string;
  read: (source: string) => Promise<{ title: string | null; text: string }>;
}

interface Node {
  type: string;
  value?: string;
  children?: Node[];
  [field: string]: unknown;
}

type Load = (name: string, file: string) => Promise<Record<string, unknown>>;

export async function loadLibraries(folder: string): Promise<LibraryReader[]> {
  const installed = createRequire(path.join(path.resolve(folder), 'package.json'));
  const load = (name: string, file: string) => import(path.join(folder, 'node_modules', name, file));
  return [
    await asciidoctor(installed),
    await unifiedLatex(load),
    await uniorg(load),
    ...(await rst(installed, load)),
    await typst(folder),
  ];
}

/** HTML as text: one paragraph per block; what is not prose is left out with its content. */
function htmlText(html: string): string {
  return html
    .replace(/<(pre|table|script|style|svg|figure)\b[\s\S]*?<\/\1>/g, '\n\n')
    .replace(/<sup class="footnote[\s\S]*?<\/sup>/g, '')
    .replace(/<(?:span|div) class="(?:inline-math|display-math)"[\s\S]*?<\/(?:span|div)>/g, '')
    .replace(/<\/?(?:p|h[1-6]|li|ul|ol|dl|dt|dd|div|blockquote|section|br)\b[^>]*>/g, '\n\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&#x([\da-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\n{2,}/g, '\n\n')
    .trim();
}

async function asciidoctor(installed: NodeJS.Require): Promise<LibraryReader> {
  const { load, MemoryLogger, LoggerManager } = installed('@asciidoctor/core');
  LoggerManager.setLogger?.(new MemoryLogger());
  return {
    format: 'asciidoc',
    name: '@asciidoctor/core',
    read: async (source) => {
      const document = await load(source, {
        safe: 'secure',
        attributes: { sectids: false, 'attribute-missing': 'drop' },
      });
      const html: string = await document.convert();
      const body = html
        // An admonition is a table with its icon and its content.
        .replace(
          /<div class="admonitionblock[^>]*>\s*<table>\s*<tr>\s*<td class="icon">[\s\S]*?<\/td>\s*<td class="content">([\s\S]*?)<\/td>\s*<\/tr>\s*<\/table>\s*<\/div>/g,
          '<p>$1</p>',
        )
        .replace(/<div class="(?:listingblock|literalblock|stemblock|imageblock)[\s\S]*?<\/div>\s*<\/div>/g, '');
      return { title: document.getDocumentTitle?.() ?? document.getTitle?.() ?? null, text: htmlText(body) };
    },
  };
}

async function unifiedLatex(load: Load): Promise<LibraryReader> {
  const latex = (name: string) =>
    load(`@unified-latex/unified-latex-${name}`, 'index.js') as Promise<
      Record<string, (...args: unknown[]) => unknown>
    >;
  const { getParser } = await latex('util-parse');
  const { unifiedLatexToHast } = await latex('to-hast');
  const { unified } = (await load('unified', 'index.js')) as unknown as {
    unified: () => { use: (...args: unknown[]) => { use: never; runSync: (tree: unknown) => Node } };
  };
  const parser = getParser!() as { parse: (source: string) => unknown };
  return {
    format: 'latex',
    name: '@unified-latex',
    read: async (source) => {
      const tree = unified().use(unifiedLatexToHast).runSync(parser.parse(source));
      return { title: null, text: hastText(tree) };
    },
  };
}

const BLOCKS = /^(?:p|h[1-6]|li|ul|ol|dl|dt|dd|div|blockquote|section|br)$/;

function hastText(node: Node): string {
  const own = (node.properties as { className?: string[] } | undefined)?.className ?? [];
  if (node.type === 'text') return (node.value ?? '').replace(/\s+/g, ' ');
  if (/^(?:pre|table|img|figure)$/.test(String(node.tagName))) return '\n\n';
  if (
    own.some((name) =>
      /math|figure|tabular|tikz|verbatim|footnote|macro-(?:cite|ref|label|usepackage|documentclass|bibliography)/.test(
        name,
      ),
    )
  )
    return '';
  const inner = (node.children ?? []).map(hastText).join('');
  return BLOCKS.test(String(node.tagName)) ? `\n\n${inner}\n\n` : inner;
}

async function uniorg(load: Load): Promise<LibraryReader> {
  const { parse } = (await load('uniorg-parse', 'lib/parser.js')) as { parse: (source: string) => Node };
  const text = (node: Node): string => {
    if (
      /^(?:src-block|example-block|export-block|comment-block|latex-environment|latex-fragment|table|property-drawer|drawer|keyword|comment|fixed-width|planning|clock|footnote-reference|footnote-definition|timestamp|citation|export-snippet|diary-sexp|horizontal-rule|list-item-tag-marker)$/.test(
        node.type,
      )
    )
      return '';
    const inner = (node.children ?? []).map(text).join('');
    if (node.type === 'headline') return `\n\n${inner}\n\n`;
    if (/^(?:paragraph|list-item|quote-block|center-block|verse-block|special-block)$/.test(node.type))
      return `${inner}\n\n`;
    if (node.type === 'link' && inner === '') return '';
    return inner !== '' ? inner : (node.value ?? '');
  };
  return {
    format: 'org',
    name: 'uniorg-parse',
    read: async (source) => {
      const tree = parse(source);
      const titles = (tree.children ?? [])
        .flatMap((node) => [node, ...(node.children ?? [])])
        .filter((node) => node.type === 'keyword' && node.key === 'TITLE');
      return { title: titles.length > 0 ? titles.map(({ value }) => value).join(' ') : null, text: text(tree) };
    },
  };
}

async function rst(installed: NodeJS.Require, load: Load): Promise<LibraryReader[]> {
  const restructured = installed('restructured').default as { parse: (source: string) => Node };
  const { RstToHtmlCompiler } = (await load('rst-compiler', 'dist/index.js')) as {
    RstToHtmlCompiler: new () => { compile: (source: string) => { body: string } };
  };
  const text = (node: Node): string => {
    if (
      /^(?:literal_block|comment|table|doctest_block|footnote|citation|substitution_definition|target|unknown|field_list|directive_argument)$/.test(
        node.type,
      )
    )
      return '';
    const inner = (node.children ?? []).map(text).join('');
    if (node.type === 'text') return node.value ?? '';
    return /^(?:paragraph|title|list_item|bullet_list_item|term|definition|section|directive|line)$/.test(node.type)
      ? `${inner}\n\n`
      : inner;
  };
  return [
    {
      format: 'rst',
      name: 'restructured',
      read: async (source) => ({ title: null, text: text(restructured.parse(source)) }),
    },
    {
      format: 'rst',
      name: 'rst-compiler',
      read: async (source) => ({ title: null, text: htmlText(new RstToHtmlCompiler().compile(source).body) }),
    },
  ];
}

/** A node of Typst's own syntax tree, in its WebAssembly's form. */
interface Syntax {
  kind: number;
  length: number;
  children: Syntax[];
}

async function typst(folder: string): Promise<LibraryReader> {
  const wasm = path.join(folder, 'node_modules/codemirror-lang-typst/wasm');
  const glue = await import(path.join(wasm, 'typst_syntax_bg.js'));
  const { instance } = await WebAssembly.instantiate(readFileSync(path.join(wasm, 'typst_syntax_bg.wasm')), {
    './typst_syntax_bg.js': glue,
  });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  const names = new Map<number, string>(
    (glue.TypstWasmParser.get_node_types() as [string, number][]).map(([name, id]) => [id, name]),
  );
  return {
    format: 'typst',
    name: 'typst-syntax (wasm)',
    read: async (source) => {
      const tree = new glue.TypstWasmParser(source).tree() as Syntax;
      return { title: null, text: typstText(tree, source, 0, names).replace(/\n{3,}/g, '\n\n') };
    },
  };
}

const SHOWN =
  /^(?:emph|strong|link|text|underline|highlight|quote|align|block|box|smallcaps|super|sub|strike|par|pad|columns)$/;

function typstText(node: Syntax, source: string, at: number, names: ReadonlyMap<number, string>): string {
  const kind = names.get(node.kind)!;
  const written = () => source.slice(at, at + node.length);
  if (/^(?:Text|Space|Link|Shorthand|SmartQuote)$/.test(kind))
    return kind === 'Shorthand' && written() === '~' ? ' ' : written();
  if (kind === 'Escape') return written().slice(1);
  if (kind === 'Parbreak') return '\n\n';
  if (kind === 'Raw') return written().startsWith('```') ? '' : written();
  if (
    /^(?:Equation|Ref|Label|LineComment|BlockComment|LetBinding|SetRule|ModuleImport|ModuleInclude|Hash|HeadingMarker|ListMarker|EnumMarker|TermMarker|Star|Underscore|LeftBracket|RightBracket|Semicolon|Colon)$/.test(
      kind,
    )
  )
    return '';
  let from = at;
  const parts = node.children.map((child) => {
    const start = from;
    from += child.length;
    return { child, start, kind: names.get(child.kind)! };
  });
  const inner = (list: typeof parts) => list.map(({ child, start }) => typstText(child, source, start, names)).join('');
  if (kind === 'FuncCall') {
    const [callee, args] = parts;
    if (!callee || !args || !SHOWN.test(source.slice(callee.start, callee.start + callee.child.length))) return '';
    let place = args.start;
    return args.child.children
      .map((child) => {
        const start = place;
        place += child.length;
        return names.get(child.kind) === 'ContentBlock' ? typstText(child, source, start, names) : '';
      })
      .join('');
  }
  if (kind === 'Heading' || /Item$/.test(kind)) return `\n\n${inner(parts).trim()}\n\n`;
  return /^(?:Markup|Strong|Emph|ContentBlock)$/.test(kind) ? inner(parts) : '';
}
