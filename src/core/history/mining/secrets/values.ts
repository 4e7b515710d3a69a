/** What a value looks like: a secret, an ordinary word, a placeholder, or code. */

/** Placeholders for a secret: `<your key>`, `${TOKEN}`, `****`, `API_KEY`, `changeme`. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDERS.some((pattern) => pattern.test(value));
}

const PLACEHOLDERS = [
  /\[redacted/,
  /[<>{}…]|\.\.\.|^\$\w|^%\w+%$/,
  /^(.)\1+$/,
  /^[*xX#•.-]+$/,
  /^[^\d]*(?:password|passwd|secret|token|key|credentials)$/i,
  /^(?:null|none|true|false|undefined|string|number|boolean|bytes|str|example|changeme|optional|required)$/i,
  /^(?:your|my|the|some|example|dummy|fake)[_ -]/i,
  /^[a-z]{2,10}:\/\//i,
  /^(?:process\.env|os\.environ|import\.meta|env)[.[]/i,
];

/** An expression that only names a value: `process.env.KEY`, `session[`, `read(`, `ns::name`, `++tokens`. */
export function isCode(value: string): boolean {
  return (
    /^[+*&!-]*[A-Za-z_]\w*(?:\.(?!\d)|[[(]|::|->|$)/.test(value) &&
    !/^[^.[(]*\d/.test(value) &&
    /[.[(+*&:>]/.test(value)
  );
}

/**
 * Letters and digits mixed, and at least 3.2 bits of entropy per character, which words and paths do not reach
 * together.
 */
export function looksRandom(value: string): boolean {
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value) || value.split(/[/_.-]/).every((part) => part.length < 12))
    return false;
  return entropy(value) >= 3.2 && !isWordy(value);
}

/**
 * Whether a value is put together from words, like slugs, class names and bibliography keys
 * (`smith2019deepLearningForClocks`), with at most a year or two numbers.
 */
export function isWordy(value: string): boolean {
  if ((value.match(/\d+/g) ?? []).length > 2 || /\d{5}/.test(value)) return false;
  const letters = value.match(/\p{L}/gu)?.length ?? 0;
  const words = (value.match(/\p{Lu}?\p{Ll}+/gu) ?? []).filter(isWord);
  const inWords = words.reduce((sum, { length }) => sum + length, 0);
  return words.length > 0 && inWords >= 0.8 * letters && inWords >= 4 * words.filter(({ length }) => length > 2).length;
}

/** Like a word: not long, with a vowel, without four consonants or three equal letters in a row. */
function isWord(piece: string): boolean {
  if (piece.length < 3)
    return /^(?:an?|at|by|do|go|he|i[fnst]?|my|no|o[fnr]|so|to|up|us|we|de|la|le|un|im|am|zu|id|ui)$/i.test(piece);
  return (
    piece.length <= 16 &&
    /[aeiouyàáâäãåæèéêëìíîïòóôöøùúûü]/i.test(piece) &&
    !/[b-df-hj-np-tv-xz]{4}|(.)\1\1/i.test(piece)
  );
}

/**
 * Names with a number that are not passwords, and counts: `SHA256`, `base64`, `Windows10`, `8-digit`, `10MB`, `2FA`.
 */
const TECHNICAL =
  /^(?:(?:sha|md|base|utf|aes|rsa|ecdsa|ed|dh|x|ipv?|https?|oauth|saml|pbkdf|argon|bcrypt|blake|keccak|log|web|win(?:dows)?|mac(?:os)?|office|ios|iphone|ipad|android|ubuntu|debian|php|python|java|node|vue|angular|es|ansi|ascii|iso|iec|rfc|nist|fips|wpa|wep|tls|ssl|ssh|smb|v|p|i|h|s|k|mp|usb|cve|u2f|bip|crc|unicode|latin|sqlite|mysql|psql|postgres(?:ql)?|oracle|s3|ec2|k8s|db|level|step|chapter|part|section|figure|table|version|page|day|room|number|no|nr)[-_ ]?\d[\d.x_-]{0,12}[a-z]{0,3}|\d+(?:[.,]\d+)?[-–]?\p{L}{1,14}|\d+(?:st|nd|rd|th)|\d+[x×:/.-]\d+(?:[x×:/.-]?\d+)*[^\p{L}]{0,3}\p{L}{0,5})$/iu;

export function isTechnical(value: string): boolean {
  return TECHNICAL.test(value);
}

/** What a single value without white space is made of, as far as that tells a password from a word. */
export type Make = 'marked' | 'mixed' | 'digits' | 'word' | 'other';

/**
 * `marked`: letters, digits and a mark such as `!`; `mixed`: letters and digits, or letters and a mark inside; `word`:
 * letters alone, including hyphens and apostrophes.
 */
export function makeOf(value: string): Make {
  const [letter, digit] = [/\p{L}/u.test(value), /\p{N}/u.test(value)];
  const mark = /[!#$%&*+=?@^~§€£\\|;:(),]/.test(value);
  if (letter && digit) return mark ? 'marked' : 'mixed';
  if (letter && /[!#$%&*+=?@^~§€£\\]\S*\p{L}/u.test(value)) return 'mixed';
  if (digit && /^[\d #*-]+$/.test(value)) return 'digits';
  if (letter && /^[\p{L}\p{M}'’‘_-]+$/u.test(value)) return 'word';
  return 'other';
}

/** Shannon entropy of the characters' frequencies, in bits per character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
