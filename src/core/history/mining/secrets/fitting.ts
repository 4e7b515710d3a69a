import type { Kind } from './labels.ts';
import type { Value } from './marked.ts';
import type { Range } from './patterns.ts';
import { isCode, isPlaceholder, isTechnical, isWordy, looksRandom, makeOf } from './values.ts';

/** How a value stands relative to its label. */
export interface Place {
  kind: Kind;
  /** In quotation marks, or marked as code. */
  quoted: boolean;
  code: boolean;
  /** Assigned without a space: `NAME=value`. */
  tight: boolean;
  /** Fills the rest of the line, which the label begins. */
  alone: boolean;
}

/** Words that describe a password and are not one. */
const SAYS_SOMETHING =
  /^(?:required|optional|mandatory|hidden|none|nothing|unknown|forgotten|forgot|lost|changed?|empty|blank|default|same|above|below|here|there|yes|no|missing|expired|secret|strings?|text|bytes?|char|varchar|hash(?:ed|es)?|salt(?:ed)?|encrypted|encoded|plain|plaintext|protected|protection|authentication|manager|reset|incorrect|invalid|wrong|weak|strong|safe|unsafe|good|bad|simple|long|short|later|todo|tbd|bitwarden|keepass(?:xc)?|lastpass|dashlane|vault|keychain|admin|root|guest|user|field|input|label|type|unbekannt|vergessen|leer|keins?|geheim|erforderlich|nötig|siehe|wie|aucun|inconnu|oubli[ée]|obligatoire|vide|secr[ea]to|ninguna|desconocida|olvidada|obligatoria|nessuna|sconosciuta|nenhuma|esquecida|onbekend|vergeten|geen|okänt|glömt|ukjent|glemt|nieznane|brak|нет|забыт|неизвестен|же)$/iu;

export function accepted(
  value: Value | undefined,
  place: Omit<Place, 'quoted' | 'code'>,
  fits: (text: string, place: Place) => boolean,
): Range | undefined {
  if (!value || value.text.length < 4) return undefined;
  const { text, start, quoted, code } = value;
  return fits(text, { ...place, quoted, code }) ? [start, start + text.length] : undefined;
}

/** `Password: …`, `"api_key": "…"`, `PASSWORD=…`: directly after the label and its mark. */
export function isAssigned(value: string, { kind, quoted, code, tight, alone }: Place): boolean {
  if (isPlaceholder(value) || (!quoted && !tight && isCode(value))) return false;
  if (/\s/.test(value)) return isPassphrase(value, kind, code) || (/\d/.test(value) && /^\w/.test(value) && !code);
  const make = makeOf(value);
  if (kind === 'pin') return (make === 'digits' && value.length <= 12) || isDoorCode(value);
  if (kind === 'key') {
    if (make === 'word') return (quoted || tight) && !code && !/^\p{L}+$/u.test(value);
    if (quoted && !code) return make !== 'digits' || value.length >= 6;
    if (tight) return true;
    if (code)
      return (
        (make === 'mixed' || make === 'marked') && value.length >= 8 && !isTechnical(value) && !/[()[\]/]/.test(value)
      );
    const known = make === 'mixed' || make === 'marked' || (/[^\p{L}\p{N}.'’_/-]/u.test(value) && /\p{L}/u.test(value));
    return known && value.length >= 6 && !isTechnical(value) && !isWordy(value);
  }
  if (tight || (quoted && !code)) return !SAYS_SOMETHING.test(value);
  if (/^@|\]\(|\/\//.test(value) || isTechnical(value)) return false;
  if (make === 'digits') return value.replace(/\D/g, '').length >= (code ? 4 : 6) && (code || /^\d+$/.test(value));
  if (make === 'word')
    return (code || (alone && value.length >= 5)) && !SAYS_SOMETHING.test(value) && !/[ʼ’']/.test(value);
  return make === 'marked' || make === 'mixed';
}

/** `47B11`, `4711A`: the form of door codes. */
function isDoorCode(value: string): boolean {
  return /^\d*[A-D]\d*[#*]?$/.test(value) && /(?:\d.?){3}/.test(value) && value.length <= 8;
}

/** Several words marked as code next to the name of a password: `correct horse battery staple`. */
function isPassphrase(value: string, kind: Kind, code: boolean): boolean {
  const words = value.split(/\s+/);
  if (kind === 'key') return words.length >= 12 && words.every((word) => /^[a-z]{3,8}$/.test(word));
  return (
    code &&
    words.length >= 3 &&
    words.length <= 12 &&
    words.every((word) => /^[\p{L}\d-]+$/u.test(word)) &&
    !/^(?:your|the|an?|my|enter|type|new|old|see|at|is|must)$/i.test(words[0]!)
  );
}

/** A value in a sentence: "my password is …", "the token for the bot: …". */
export function isSaid(value: string, { kind, quoted, code }: Place): boolean {
  if (kind === 'pin') return (/^\d{4,12}$|^\d+(?:-\d+){1,4}$/.test(value) && value.length <= 12) || isDoorCode(value);
  if (isPlaceholder(value) || /\s/.test(value) || isCode(value) || isTechnical(value)) return false;
  if (/^@|\]\(|\/\/|^\w+\(|[[\]{}]/.test(value)) return false;
  const make = makeOf(value);
  if (make === 'digits') return kind === 'password' && /^\d{6,}$/.test(value);
  if (kind === 'key') {
    if (looksRandom(value)) return true;
    return (
      make === 'mixed' &&
      value.length >= (code ? 8 : 12) &&
      (value.match(/\d/g)?.length ?? 0) >= 3 &&
      !isWordy(value) &&
      !/\//.test(value)
    );
  }
  if (make === 'word') return code && !SAYS_SOMETHING.test(value);
  return (make === 'marked' || make === 'mixed') && value.length >= 6 && isStrong(value, quoted);
}

/** Not merely a word with a number at its end, like many names of things. */
export function isStrong(value: string, quoted: boolean): boolean {
  const digits = value.match(/\d/g)?.length ?? 0;
  if (/^\d/.test(value) && /^\d+\p{Ll}+$/u.test(value)) return false;
  return (
    quoted ||
    digits >= 2 ||
    /[!#$%&*+?^~§€£]/.test(value) ||
    /^\p{Ll}{5,}\d$/u.test(value) ||
    /\p{L}\d+\p{L}/u.test(value)
  );
}

/**
 * Directly after the label, without a mark or a verb: "the wifi password Juniper2031 works", and in languages whose
 * verbs come last.
 */
export function isAdjacent(value: string, place: Place): boolean {
  return (
    place.kind === 'password' &&
    isSaid(value, place) &&
    ((place.code && /\d/.test(value)) || isCamouflaged(value) || /^\d{6,12}$/.test(value))
  );
}

export function isCamouflaged(value: string): boolean {
  return (
    value.length >= 7 &&
    ((/\p{Lu}/u.test(value) && /\p{Ll}/u.test(value) && (value.match(/\d/g)?.length ?? 0) >= 2) ||
      /\p{L}.*[!$%&^§€£].*\S/u.test(value)) &&
    /\d/.test(value)
  );
}

/** Anywhere in the sentence: with a mark inside that no ordinary word has. */
export function isOutstanding(value: string, place: Place): boolean {
  return (
    place.kind === 'password' &&
    /\d/.test(value) &&
    /\p{L}[^\s/]*[!$%&^§€£][^\s/]*[\p{L}\d]/u.test(value) &&
    value.length >= 8 &&
    isSaid(value, place)
  );
}
