/** The engine's sentences as a writer reads them: in the words of the side bar, with names instead of paths. */

/** Technical terms, and what a writer calls them. The longer ones first. */
const WORDS: [RegExp, string][] = [
  [/; (?:run|see) "?ownhand [^;]*$/gi, '; see the side bar'],
  [/\bbase models?\b/gi, 'language model'],
  [/\bthe (?:serve|train) worker\b/gi, 'Ownhand'],
  [/\bpersonal adapter\b/gi, 'style'],
  [/\bthis adapter\b/gi, 'this style'],
  [/\ban adapter\b/gi, 'a style'],
  [/\badapter(s?)\b/gi, 'style$1'],
  [/\btraining run\b/gi, 'learning'],
  [/\btraining\b/gi, 'learning'],
  [/\btrained\b/gi, 'learned'],
  [/\btrain\b/gi, 'learn'],
  [/\bmine a folder with more of your writing first\b/gi, 'let Ownhand read more of them first'],
  [/\bmine more of your writing first\b/gi, 'let Ownhand read more of your notes first'],
  [/\bmine more writing first\b/gi, 'let Ownhand read more of your notes first'],
  [/\bmine your writing\b/gi, 'let Ownhand read your notes'],
  [/\bmined\b/gi, 'read'],
  [/\bto mine\b/gi, 'to read'],
  [/\bmine\b(?=[ ;,.])/gi, 'read'],
  [/\bdocuments\b/gi, 'notes'],
  [/\bdocument\b/gi, 'note'],
];

/** An absolute path, quoted or up to a mark or a space: everything but its last name is dropped. */
const PATH = /(?<![\w.:/\\])(?:[A-Za-z]:[\\/]|~[\\/]|[\\/])(?:[^\s"“”;:,\\/]+[\\/])+([^\s"“”;,\\/]+)/g;
const QUOTED_PATH = /(["“])(?:[A-Za-z]:)?[\\/~][^"”]*[\\/]([^"”\\/]+)(["”])/g;

/** @param message of an error, one sentence in the words of the command line */
export function writersSentence(message: string): string {
  let said = message.replace(QUOTED_PATH, '$1$2$3').replace(PATH, '“$1”');
  for (const [word, plain] of WORDS) said = said.replace(word, (...match) => cased(match[0], filled(plain, match[1])));
  return said;
}

function filled(plain: string, group: unknown): string {
  return plain.replace('$1', typeof group === 'string' ? group : '');
}

/** Capitalised if the original was. */
function cased(before: string, after: string): string {
  return /^\p{Lu}/u.test(before) ? after.charAt(0).toUpperCase() + after.slice(1) : after;
}
