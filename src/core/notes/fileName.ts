/** Longest name made from a title, in characters without the extension. */
const MAX_LENGTH = 80;
/** Names that Windows forbids, whatever the extension. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;
const DATE = /^\d{4}-?\d{2}-?\d{2}(?:[-_ ]+|$)/;

type Style = 'kebab' | 'snake' | 'words';

/**
 * A file name for a title, in the user's style: with the date and the extension of the old name, and with the hyphens,
 * underscores or spaces that most names in the folder have.
 * @param old the file's name now
 * @param others names of the other files in its folder
 * @returns the old name if the title has no letter or digit
 */
export function fileNameFor(title: string, old: string, others: readonly string[] = []): string {
  const { stem, extension } = parts(old);
  const date = DATE.exec(stem)?.[0] ?? '';
  const style = styleOf([old, ...others.filter((name) => parts(name).extension === extension)]);
  const name = cut(styled(title, style));
  if (name === '') return old;
  const separator = { kebab: '-', snake: '_', words: ' ' }[style];
  const dated = date === '' ? name : `${date.replace(/[-_ ]+$/, '')}${/[-_ ]+$/.exec(date)?.[0] ?? separator}${name}`;
  return `${RESERVED.test(dated) ? `${dated}${separator}note` : dated}${extension}`;
}

/** Whether a file is already named after a title, in any style. */
export function isNamedAfter(title: string, name: string): boolean {
  const words = (text: string) =>
    text
      .replace(SIGNED, (signed) => spelled(signed, false))
      .toLowerCase()
      .normalize('NFC')
      .match(/[\p{L}\p{M}\p{N}]+/gu)
      ?.join(' ') ?? '';
  const { stem } = parts(name);
  return words(stem.replace(DATE, '')) === words(title) || words(stem) === words(title);
}

/** The name with a number if it is taken: `a.md`, `a-2.md`, … */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  const { stem, extension } = parts(name);
  const joint = stem.includes(' ') ? ' ' : stem.includes('_') ? '_' : '-';
  let free = name;
  for (let number = 2; isTaken(free); number++) free = `${stem}${joint}${number}${extension}`;
  return free;
}

function parts(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? { stem: name, extension: '' } : { stem: name.slice(0, dot), extension: name.slice(dot) };
}

/** Among the names that tell. */
function styleOf(names: readonly string[]): Style {
  const counts: Record<Style, number> = { kebab: 0, snake: 0, words: 0 };
  for (const name of names) {
    const stem = parts(name).stem.replace(DATE, '');
    if (/\S \S/.test(stem)) counts.words++;
    else if (/[^_]_[^_]/.test(stem)) counts.snake++;
    else if (/[^-]-[^-]/.test(stem)) counts.kebab++;
  }
  if (counts.words > Math.max(counts.kebab, counts.snake)) return 'words';
  return counts.snake > counts.kebab ? 'snake' : 'kebab';
}

function styled(title: string, style: Style): string {
  if (style === 'words') {
    // Characters that some system does not allow in a name, that break links between notes, that hide a file, or that
    // are dropped at its end.
    const bare = title
      .replace(SIGNED, (name) => spelled(name, true))
      .replace(/[<>:"/\\|?*#^[\]\p{C}]+/gu, ' ')
      .replace(/\s+/g, ' ')
      .replace(/ (?=[,.;])/g, '');
    return bare.replace(/^[\s.]+|[\s.]+$/g, '').match(/[\p{L}\p{N}]/u) ? bare.replace(/^[\s.]+|[\s.]+$/g, '') : '';
  }
  const words =
    title
      .replace(SIGNED, (name) => spelled(name, false))
      .replace(/['’]/g, '')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.join(style === 'snake' ? '_' : '-');
}

/** At the end of a word, if there is one. */
function cut(name: string): string {
  const characters = [...name];
  if (characters.length <= MAX_LENGTH) return name;
  const short = characters.slice(0, MAX_LENGTH).join('');
  return (/^(.*\S)[-_ ]/u.exec(short)?.[1] ?? short).trimEnd();
}

/** Names of a letter or word with signs: without the signs, they could not be told from the word alone. */
const SIGNED = /(?<![\p{L}\p{N}])[\p{L}\p{N}]{1,12}(?:\+\+|#)(?![\p{L}\p{N}+#])/gu;

/** "C++" → "c-plus-plus", "C#" → "c-sharp"; where signs are allowed, "C++" stays. */
function spelled(name: string, signs: boolean): string {
  if (signs) return name.replace('#', ' sharp');
  return name.replace('++', ' plus plus').replace('#', ' sharp');
}
