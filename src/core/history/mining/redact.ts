/** What stands in a secret's place. */
export const REDACTED = '[redacted]';

/** A text with its secrets replaced, and how many there were. */
export interface Redaction {
  text: string;
  count: number;
}

/** Given a match, the text that takes its place; the match itself where it is no secret after all. */
type Replace = (match: string, ...groups: string[]) => string;

// Shapes that the issuers document or that are evident from their keys; each begins with a fixed prefix, so that
// prose cannot look like one.
const SHAPES = [
  '(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA)[A-Z0-9]{16}', // AWS
  'gh[pousr]_[A-Za-z0-9]{36,255}', // GitHub
  'github_pat_[A-Za-z0-9_]{22,255}',
  'gl(?:pat|ptt|dt|rt|cbt|soat)-[\\w-]{20,}', // GitLab
  'xox[abeoprs]-[\\w-]{10,}', // Slack
  'xapp-\\d-[\\w-]{10,}',
  '(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}', // Stripe
  'whsec_[A-Za-z0-9+/=]{24,}',
  'sk-[A-Za-z0-9_-]{20,}', // OpenAI, Anthropic
  'AIza[\\w-]{35}', // Google
  'ya29\\.[\\w-]{20,}',
  'GOCSPX-[\\w-]{28}',
  'npm_[A-Za-z0-9]{36}', // npm
  'pypi-[\\w-]{50,}', // PyPI
  'hf_[A-Za-z0-9]{30,}', // Hugging Face
  'SG\\.[\\w-]{16,32}\\.[\\w-]{16,64}', // SendGrid
  'do[opr]_v1_[a-f0-9]{64}', // DigitalOcean
  'shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}', // Shopify
  'key-[a-f0-9]{32}', // Mailgun
  'AGE-SECRET-KEY-1[A-Z0-9]{58}', // age
  'eyJ[\\w-]{10,}\\.eyJ[\\w-]{10,}\\.[\\w-]*', // JSON Web Token
  '\\d{8,10}:AA[\\w-]{33}', // Telegram
];

const NAME =
  '(?:pass(?:word|wd|phrase)|pwd|secret|token|api[_ -]?key|access[_ -]?key|secret[_ -]?key|account[_ -]?key|auth[_ -]?key|' +
  'client[_ -]?secret|private[_ -]?key|encryption[_ -]?key|credentials?)';

const RULES: { pattern: RegExp; replace: Replace }[] = [
  {
    pattern:
      /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$(?![\s\S]))/g,
    replace: () => REDACTED,
  },
  { pattern: new RegExp(`(?<![A-Za-z0-9])(?:${SHAPES.join('|')})(?![A-Za-z0-9])`, 'g'), replace: () => REDACTED },
  {
    pattern: /(hooks\.slack\.com\/services\/|discord(?:app)?\.com\/api\/webhooks\/)[\w/-]{20,}/g,
    replace: (_, host) => host + REDACTED,
  },
  {
    // A password inside an address: scheme://user:password@host
    pattern: /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'<>]*:)([^\s/@"'<>]{3,})(?=@[\w[])/gi,
    replace: (match, head, value) => (isPlaceholder(value) ? match : head + REDACTED),
  },
  {
    pattern: /\b((?:Bearer|Basic)[ \t]+)([A-Za-z0-9+/_.~-]{16,}={0,2})/g,
    replace: (match, head, value) => (looksRandom(value) ? head + REDACTED : match),
  },
  {
    // password = "…", "api_key": '…', PASSWORD=…
    pattern: new RegExp(
      `((?<![A-Za-z])[\\w.-]{0,40}?${NAME}[\\w-]{0,20}["'\`]?\\]?[ \\t]*(:=|=>|[=:])(?![:=])[ \\t]*)("[^"\\n]{4,200}"|'[^'\\n]{4,200}'|[^\\s"'\`,;<>(){}]{4,200})`,
      'gi',
    ),
    replace: (match, head, operator, value) => replaceAssigned(match, head, operator, value),
  },
  {
    // A random string within a few words of a key-like one: "the API token is 9f8…"
    pattern: new RegExp(
      `((?:${NAME}|\\bkey|\\bcredential)s?\\b(?:(?!://)[^\\n]){0,40}?(?<![A-Za-z0-9+/_=-]))([A-Za-z0-9+/_-]{20,200}={0,2})(?![A-Za-z0-9+/_=-])`,
      'gi',
    ),
    replace: (match, head, value) => (looksRandom(value) ? head + REDACTED : match),
  },
  {
    // In one run, or in the groups that are printed on cards.
    pattern:
      /(?<![\w/#%]|\d[.,-])(?:[3-6]\d{12,18}|[3-6]\d{3}([ -])(?:\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{6}\1\d{4,5}))(?!\w|[/.,-]\d)/g,
    replace: (match) => (isCardNumber(match) ? REDACTED : match),
  },
  {
    // Bank accounts, in one run or in groups of four as they are printed.
    pattern: /\b[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)\b/g,
    replace: (match) => (isBankAccount(match) ? REDACTED : match),
  },
  {
    // Social security numbers of the United States, without those that are never given (ssa.gov/employer/randomization.html).
    pattern: /(?<![\w/.-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w/]|[.-]\d)/g,
    replace: () => REDACTED,
  },
  {
    // Telephone numbers in international form, and as North America writes them.
    pattern:
      /(?<![\w/.+-])(?:\+[1-9]\d{0,2}(?:[ .-]?\(\d{1,4}\))?(?:[ .-]?\d{1,5}){2,6}|(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4})(?![\w/]|[.-]\d)/g,
    replace: (match) => (isTelephone(match) ? REDACTED : match),
  },
];

/**
 * Replaces secrets by `[redacted]`: keys and tokens of known shapes, private keys, passwords in addresses and
 * assignments, random strings beside key-like words, and numbers of payment cards, bank accounts, social security and
 * telephones. Doing it twice changes nothing more.
 */
export function redact(text: string): Redaction {
  let count = 0;
  let result = text;
  for (const { pattern, replace } of RULES) {
    result = result.replace(pattern, (match: string, ...rest: unknown[]) => {
      const replaced = replace(match, ...(rest.filter((group) => typeof group === 'string') as string[]));
      if (replaced !== match) count++;
      return replaced;
    });
  }
  return { text: result, count };
}

function replaceAssigned(match: string, head: string, operator: string, value: string): string {
  const quote = /^["']/.exec(value)?.[0] ?? '';
  const bare = quote ? value.slice(1, -1) : value.replace(/[.!?:]+$/, '');
  if (isPlaceholder(bare)) return match;
  // In prose "password: something" is a sentence; what is quoted, assigned without a space, or mixed is a value.
  const tight = operator === '=' && /[^\s=]=$/.test(head);
  if (!quote && !tight && isCode(bare)) return match;
  const mixed = /\d/.test(bare) && /\p{L}/u.test(bare);
  const symbols = /[^\p{L}\p{N}.'’_/-]/u.test(bare) && /\p{L}/u.test(bare);
  const sentence = /\s/.test(bare) && (!/\d/.test(bare) || /^\W/.test(bare));
  // A bare word as a "token" or as "credentials" is an option's value in code more often than a secret.
  const option = /^\p{L}+$/u.test(bare) && !/pass|pwd|secret|key/i.test(head);
  if (sentence || option || !(quote || tight || mixed || symbols)) return match;
  return head + quote + REDACTED + quote + (quote ? '' : value.slice(bare.length));
}

/** Values that stand for a secret and are none: `<your key>`, `${TOKEN}`, `****`, `API_KEY`, `changeme`. */
function isPlaceholder(value: string): boolean {
  return PLACEHOLDERS.some((pattern) => pattern.test(value));
}

const PLACEHOLDERS = [
  /\[redacted/,
  /[<>{}$%…]|\.\.\./,
  /^(.)\1+$/,
  /^[*xX#•.-]+$/,
  /^[^\d]*(?:password|passwd|secret|token|key|credentials)$/i,
  /^(?:null|none|true|false|undefined|string|number|boolean|bytes|str|example|changeme|optional|required)$/i,
  /^(?:your|my|the|some|example|dummy|fake)[_ -]/i,
  /^https?:\/\//i,
  /^(?:process\.env|os\.environ|import\.meta|env)[.[]/i,
];

/** An expression that only names a value: `process.env.KEY`, `session[`, `read(`, `ns::name`, `++tokens`. */
function isCode(value: string): boolean {
  return /^[+*&!-]*[A-Za-z_]\w*(?:[.[(]|::|->|$)/.test(value) && !/^[^.[(]*\d/.test(value) && /[.[(+*&:>]/.test(value);
}

/** Letters and digits mixed, and at least 3.2 bits of entropy a character, as words and paths do not have together. */
function looksRandom(value: string): boolean {
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value) || value.split(/[/_.-]/).every((part) => part.length < 12))
    return false;
  return entropy(value) >= 3.2;
}

/** Shannon entropy of the characters' frequencies, in bits a character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

/** An IBAN whose check digits are right: with its first four characters last, it is 1 modulo 97 (ISO 13616). */
function isBankAccount(value: string): boolean {
  const plain = value.replaceAll(' ', '');
  if (plain.length < 15 || plain.length > 34) return false;
  const digits = (plain.slice(4) + plain.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}

/** 8 to 15 digits after a plus (ITU-T E.164), or the 10 of North America, of which none is made up of one digit alone. */
function isTelephone(value: string): boolean {
  const digits = value.replace(/\D/g, '');
  return digits.length >= (value.startsWith('+') ? 8 : 10) && digits.length <= 15 && !/^(\d)\1+$/.test(digits);
}

/** 13 to 19 digits that pass the Luhn check (ISO/IEC 7812-1, annex B). */
function isCardNumber(value: string): boolean {
  const digits = value.replace(/[ -]/g, '');
  if (digits.length < 13 || digits.length > 19) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0 && !/^(\d)\1+$/.test(digits);
}
