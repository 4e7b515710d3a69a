/** Environments that hold no prose: code, mathematics, pictures, tables, references. */
export const VERBATIM =
  /\\begin\{(verbatim\*?|Verbatim|BVerbatim|lstlisting|minted|comment|alltt|filecontents\*?|luacode\*?|pycode|tcblisting)\}/g;
export const NO_PROSE =
  /\\begin\{((?:equation|align|alignat|gather|multline|eqnarray|flalign|dmath|empheq|mathpar|IEEEeqnarray|narrowmultline|prooftree|tikzcd|forest|figure|table|wrapfigure|wraptable|tabular|tabularx|tabulary|longtable|algorithm)\*?|displaymath|math|subequations|algorithmic|tikzpicture|pgfpicture|pspicture|picture|thebibliography|array|CCSXML|IEEEkeywords|keywords?)\}/g;

/** Heading commands with their level in Markdown. */
export const SECTIONS = new Map([
  ['part', 1],
  ['chapter', 1],
  ['section', 2],
  ['subsection', 3],
  ['subsubsection', 4],
  ['frametitle', 2],
]);

/** Index and reference commands that packages and authors name after LaTeX's own. */
export const DROPPED_NAMES = /^(?:[a-z]*index[a-z]*|(?!url|link)[A-Za-z]*[a-z](?:ref|refs|cite)|see|seealso)$/;
/** An argument that is a label or an address, not prose. */
export const NOT_READ = /^(?:[A-Za-z]{2,12}:[\w:.,*+-]+|https?:\/\/\S+)$/;

/** Commands that are left out with their arguments; any other leaves the text in its braces. */
export const DROPPED = new Set(
  `addbibresource addcontentsline addtocounter addtolength affil affiliation author autoref bibliography
  bibliographystyle caption captionsetup citation cite citeauthor citealp citealt citep citet citeyear color cref Cref
  date DeclareMathOperator definecolor def documentclass email eqref fbox footcite footnote footnotemark
  footnotetext geometry graphicspath hspace hypersetup hyphenation IfFileExists includegraphics include
  includeonly index input institute keywords label let lstinputlisting lstset marginpar nameref newcommand newcounter
  newenvironment newlength newtheorem nocite nolinkurl path pageref pagestyle parencite PassOptionsToPackage pagenumbering
  providecommand ref renewcommand renewenvironment RequirePackage setcounter setlength setmainfont settowidth
  subtitle textcite textcolor thanks thispagestyle title titleformat todo url usepackage usetikzlibrary vspace vref
  begin end`
    .split(/\s+/)
    .filter((name) => name !== ''),
);

/** Commands of which only this argument (counted from 0) is text. */
export const TEXT_ARGUMENT = new Map([
  ['href', 1],
  ['textcolor', 1],
  ['colorbox', 1],
  ['foreignlanguage', 1],
  ['hyperref', 0],
  ['fbox', 0],
]);

/** Commands that stand for characters. */
export const CHARACTERS = new Map([
  ['ss', 'ß'],
  ['ae', 'æ'],
  ['AE', 'Æ'],
  ['oe', 'œ'],
  ['OE', 'Œ'],
  ['o', 'ø'],
  ['O', 'Ø'],
  ['aa', 'å'],
  ['AA', 'Å'],
  ['l', 'ł'],
  ['L', 'Ł'],
  ['i', 'i'],
  ['j', 'j'],
  ['S', '§'],
  ['P', '¶'],
  ['dots', '…'],
  ['ldots', '…'],
  ['textellipsis', '…'],
  ['slash', '/'],
  ['textless', '<'],
  ['textgreater', '>'],
  ['textbar', '|'],
  ['textunderscore', '_'],
  ['textasteriskcentered', '*'],
  ['hyp', '-'],
  ['guillemotleft', '«'],
  ['guillemotright', '»'],
  ['quotedblbase', '„'],
  ['glqq', '„'],
  ['grqq', '“'],
  ['og', '« '],
  ['fg', ' »'],
  ['xspace', ''],
  ['textendash', '–'],
  ['textemdash', '—'],
  ['textbackslash', '\\'],
  ['textasciitilde', '~'],
  ['textasciicircum', '^'],
  ['textquotesingle', "'"],
  ['textquoteleft', '‘'],
  ['textquoteright', '’'],
  ['textquotedblleft', '“'],
  ['textquotedblright', '”'],
  ['copyright', '©'],
  ['pounds', '£'],
  ['euro', '€'],
  ['texteuro', '€'],
  ['textdegree', '°'],
  ['LaTeX', 'LaTeX'],
  ['LaTeXe', 'LaTeX2e'],
  ['TeX', 'TeX'],
  ['BibTeX', 'BibTeX'],
  ['quad', ' '],
  ['qquad', ' '],
  ['newline', ' '],
  ['par', '\n\n'],
]);

/** Accent commands with their combining characters. */
export const ACCENTS = new Map([
  ["'", '\u0301'],
  ['`', '\u0300'],
  ['^', '\u0302'],
  ['"', '\u0308'],
  ['~', '\u0303'],
  ['=', '\u0304'],
  ['.', '\u0307'],
  ['c', '\u0327'],
  ['v', '\u030c'],
  ['u', '\u0306'],
  ['H', '\u030b'],
  ['k', '\u0328'],
  ['r', '\u030a'],
  ['d', '\u0323'],
  ['b', '\u0331'],
]);
