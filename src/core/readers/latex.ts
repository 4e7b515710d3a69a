import { readDate } from '../text/dates.ts';
import { languageOf } from '../text/language.ts';
import { NO_PROSE, VERBATIM } from './latexCommands.ts';
import { expandMacros } from './latexMacros.ts';
import { latexArgument, latexText } from './latexText.ts';
import { cutOut, normalNewlines, type ReadDocument, toDocument } from './read.ts';

/** Reads a LaTeX document, or a part of one without `\begin{document}`. */
export function readLatex(source: string): ReadDocument {
  const plain = withoutComments(cutOut(normalNewlines(source), VERBATIM, ([, name]) => `\\end{${name}}`, '\n\n'));
  const code = expandMacros(cutOut(plain, NEVER, () => '\\fi'));
  const text = latexText(withoutMath(bodyOf(code)));
  const date = latexArgument(code, 'date');
  return toDocument({
    title: latexArgument(code, 'title') ?? pdfField(code, 'title'),
    date: date === null ? null : readDate(date, () => languageOf(text)),
    // `\#` is a number sign: there are no hashtags.
    tags: keywordsOf(code) ?? [],
    text,
  });
}

/** What TeX never reads. */
const NEVER = /\\iffalse(?![A-Za-z])/g;

/** Display formulas in TeX's notations, and environments without prose. */
function withoutMath(code: string): string {
  const plain = cutOut(code, NO_PROSE, ([, name]) => `\\end{${name}}`, ' ');
  const bracketed = cutOut(plain, /(?<!\\)\\\[/g, () => '\\]', ' ');
  return cutOut(bracketed, /(?<!\\)\\\(/g, () => '\\)');
}

/**
 * From an unescaped `%` to the end of the line, which TeX ignores too. In an address, a file's path and verbatim words,
 * `%` is an ordinary character.
 */
function withoutComments(code: string): string {
  return code.replace(COMMENT, (_, kept?: string) => kept ?? '');
}

const COMMENT = new RegExp(
  [
    String.raw`(\\(?:url|nolinkurl|path|href|hyperurl|burl|lstinline|mintinline(?:\[[^\]\n]{0,200}\])?\{\w{1,40}\})\*?[ \t]*(?:\[[^\]\n]{0,200}\])?[ \t]*\{(?:[^{}\n]|\n(?![ \t]*\n)|\{[^{}\n]{0,300}\}){0,2000}\}`,
    String.raw`\\(?:verb|lstinline|path|url|nolinkurl)\*?(?![A-Za-z])(?:\[[^\]\n]{0,200}\])?([^\sA-Za-z{*[])[^\n]{0,300}?\2`,
    String.raw`\\[\s\S])`,
    String.raw`%[^\n]*(?:\n[ \t]*(?!\n))?`,
  ].join('|'),
  'g',
);

function bodyOf(code: string): string {
  const begin = /\\begin\{document\}/.exec(code);
  const start = begin ? begin.index + begin[0].length : 0;
  const end = code.indexOf('\\end{document}', start);
  return code.slice(start, end < 0 ? code.length : end);
}

function keywordsOf(code: string): string[] | null {
  const environment = /\\begin\{(IEEEkeywords|keywords?)\}/.exec(code);
  const end = environment ? code.indexOf(`\\end{${environment[1]}}`, environment.index) : -1;
  const list =
    environment && end >= 0
      ? latexText(code.slice(environment.index + environment[0].length, end).replace(SEPARATOR, ', '))
      : latexArgument(code.replace(SEPARATOR, ', '), 'keywords');
  const all = list ?? pdfField(code, 'keywords');
  return all === null ? null : all.replace(/\.\s*$/, '').split(/[,;·]/);
}

const SEPARATOR = /\\(?:and|sep|textbullet|cdot)(?![A-Za-z])/g;

/** What `hyperref` writes into the PDF, which counts if nothing of the kind is printed. */
function pdfField(code: string, name: 'title' | 'keywords'): string | null {
  const written = new RegExp(`\\bpdf${name}\\s*=\\s*\\{([^{}]{1,400})\\}`).exec(code)?.[1];
  return written === undefined ? null : latexText(written).trim() || null;
}
