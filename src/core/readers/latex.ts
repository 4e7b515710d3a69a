import { readDate } from '../text/dates.ts';
import { NO_PROSE, VERBATIM } from './latexCommands.ts';
import { latexArgument, latexText } from './latexText.ts';
import { cutOut, normalNewlines, type ReadDocument, toDocument } from './read.ts';

/** Reads a LaTeX document, or a part of one without `\begin{document}`. */
export function readLatex(source: string): ReadDocument {
  const code = withoutComments(cutOut(normalNewlines(source), VERBATIM, ([, name]) => `\\end{${name}}`, '\n\n'));
  const date = latexArgument(code, 'date');
  return toDocument({
    title: latexArgument(code, 'title'),
    date: date === null ? null : readDate(date),
    tags: keywordsOf(code),
    text: latexText(withoutMath(bodyOf(code))),
  });
}

/** Display formulas in TeX's notations, and environments without prose. */
function withoutMath(code: string): string {
  const plain = cutOut(code, NO_PROSE, ([, name]) => `\\end{${name}}`, ' ');
  const bracketed = cutOut(plain, /(?<!\\)\\\[/g, () => '\\]', ' ');
  return cutOut(bracketed, /(?<!\\)\\\(/g, () => '\\)');
}

/** From an unescaped `%` to the line's end, which TeX does not read either. */
function withoutComments(code: string): string {
  return code.replace(/(\\.)|%[^\n]*(?:\n[ \t]*(?!\n))?/g, (_, escaped?: string) => escaped ?? '');
}

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
  return list === null ? null : list.replace(/\.\s*$/, '').split(/[,;·]/);
}

const SEPARATOR = /\\(?:and|sep|textbullet|cdot)(?![A-Za-z])/g;
