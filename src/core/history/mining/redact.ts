import { secretsBesideLabels } from './secrets/labelled.ts';
import { isBankAccount, isCardNumber, isTelephone } from './secrets/numbers.ts';
import type { Range } from './secrets/patterns.ts';
import { holdsToken, tokensIn } from './secrets/tokens.ts';
import { isPlaceholder, looksRandom } from './secrets/values.ts';

/** What replaces a secret. */
export const REDACTED = '[redacted]';

/** A text with its secrets replaced, and their number. */
export interface Redaction {
  text: string;
  count: number;
}

/** Given a match, the text that replaces it; the match itself if it is not a secret after all. */
type Replace = (match: string, ...groups: string[]) => string;

const NAMED =
  '(?:pass(?:word|wd|phrase)|pwd|secret|token|(?:api|access|secret|account|auth|private|encryption)[_ -]?key|client[_ -]?secret|credentials?)';

/**
 * A shape of secrets. Only texts that contain one of the `marks`, or the `sign`, are searched: these are found much
 * faster.
 */
interface Shape {
  pattern: RegExp;
  replace: Replace;
  marks?: readonly string[];
  sign?: RegExp;
}

const SHAPES: Shape[] = [
  {
    pattern:
      /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$(?![\s\S]))/g,
    replace: () => REDACTED,
  },
  {
    marks: ['hook', 'api.telegram.org'],
    pattern:
      /(hooks\.slack\.com\/(?:services|workflows|triggers)\/|discord(?:app)?\.com\/api\/webhooks\/|webhook\.office\.com\/webhookb2\/|hooks\.zapier\.com\/hooks\/catch\/|hook\.(?:eu|us)\d\.make\.com\/|api\.telegram\.org\/bot)[\w/-]{20,}/g,
    replace: (_, host) => host + REDACTED,
  },
  {
    // A password inside an address: scheme://user:password@host
    sign: /:\/\/[^\s:/@"'<>]*:[^\s/@"'<>]{3,}@[\w[]/,
    pattern: /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'<>]*:)([^\s/@"'<>]{3,})(?=@[\w[])/gi,
    replace: (match, head, value) => (isPlaceholder(value) ? match : head + REDACTED),
  },
  {
    // A password among the words of a command: `curl -u ada:…`, `sshpass -p …`, `mysql -p…`.
    marks: [' -u', '\t-u', '\n-u', '--user', 'sshpass', 'mysql', 'mariadb'],
    pattern:
      /(\b(?:curl|wget|https?)\b[^\n]{0,200}?\s(?:-u|--user)[ =]["']?[^\s:"']{1,60}:|\bsshpass[ \t]+-p[ \t]*["']?|\b(?:mysql|mysqldump|mariadb|mysqladmin)\b[^\n]{0,120}?\s-p)([^\s"'@/]{4,})/g,
    replace: (match, head, value) => (isPlaceholder(value) ? match : head + REDACTED),
  },
  {
    // The file of passwords for `curl` and `ftp`, and variables set without an equals sign, as Windows and fish do.
    marks: ['machine ', 'setx ', 'setenv ', 'set -'],
    pattern: new RegExp(
      `(\\bmachine\\s+\\S{1,200}\\s+login\\s+\\S{1,200}\\s+password\\s+|\\b(?:setx|setenv|set -[gUx]{1,3})[ \\t]+\\w{0,40}(?:${NAMED}|KEY|PASS)[ \\t]+["']?)([^\\s"']{4,})`,
      'gi',
    ),
    replace: (match, head, value) => (isPlaceholder(value) ? match : head + REDACTED),
  },
  {
    // Addresses that let anyone in who has them.
    pattern:
      /([?&;](?:sig|signature|x-amz-(?:signature|security-token|credential)|x-goog-signature|SharedAccessSignature)=)([\w%+/=.-]{20,})/gi,
    replace: (match, head, value) => (looksRandom(value) ? head + REDACTED : match),
  },
  {
    // A network in the notation of its QR code.
    pattern: /(\bWIFI:(?:[A-Z]:(?:[^;\\\n]|\\.){0,64};){0,4}?P:)((?:[^;\\\n]|\\.){4,64})/g,
    replace: (_, head) => head + REDACTED,
  },
  {
    marks: ['Bearer', 'Basic'],
    pattern: /\b((?:Bearer|Basic)[ \t]+)([A-Za-z0-9+/_.~-]{16,}={0,2})/g,
    replace: (match, head, value) => (looksRandom(value) ? head + REDACTED : match),
  },
  {
    // A random string within a few words of a key-like one: "the API token is 9f8…"
    pattern: new RegExp(
      `((?:${NAMED}|\\bkey|\\bcredential)s?\\b(?:(?!://)[^\\n]){0,40}?(?<![A-Za-z0-9+/_=-]))([A-Za-z0-9+/_-]{20,200}={0,2})(?![A-Za-z0-9+/_=-])`,
      'gi',
    ),
    replace: (match, head, value) => (looksRandom(value) ? head + REDACTED : match),
  },
];

const NUMBERS: { pattern: RegExp; replace: Replace }[] = [
  {
    // In one run, or in groups as printed on cards.
    pattern:
      /(?<![\w/#%]|\d[.,-])(?:[3-6]\d{12,18}|[3-6]\d{3}([ -])(?:\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{6}\1\d{4,5}))(?!\w|[/.,-]\d)/g,
    replace: (match) => (isCardNumber(match) ? REDACTED : match),
  },
  {
    // Bank accounts, in one run or in printed groups of four.
    pattern: /\b[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)\b/g,
    replace: (match) => (isBankAccount(match) ? REDACTED : match),
  },
  {
    // Social security numbers of the United States, except those never assigned (ssa.gov/employer/randomization.html).
    pattern: /(?<![\w/.-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w/]|[.-]\d)/g,
    replace: () => REDACTED,
  },
  {
    // Telephone numbers in international form, and in North America's.
    pattern:
      /(?<![\w/.+-])(?:\+[1-9]\d{0,2}(?:[ .-]?\(\d{1,4}\))?(?:[ .-]?\d{1,5}){2,6}|(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4})(?![\w/]|[.-]\d)/g,
    replace: (match) => (isTelephone(match) ? REDACTED : match),
  },
];

/**
 * Replaces secrets with `[redacted]`: keys and tokens of known shapes, private keys, passwords in addresses, values
 * next to the names of passwords and keys in many languages, random strings next to such names, and numbers of payment
 * cards, bank accounts, social security and telephones. Running it twice changes nothing more.
 */
export function redact(text: string): Redaction {
  let count = 0;
  let result = text;
  const cut = (ranges: Range[]) => {
    const rest = withoutRanges(result, ranges);
    [result, count] = [rest.text, count + rest.count];
  };
  cut(tokensIn(result));
  for (const { pattern, replace, marks, sign } of SHAPES) {
    if ((marks?.some((mark) => result.includes(mark)) ?? true) && (sign?.test(result) ?? true))
      [result, count] = replaced(result, count, pattern, replace);
  }
  cut(secretsBesideLabels(result));
  for (const { pattern, replace } of NUMBERS) [result, count] = replaced(result, count, pattern, replace);
  return { text: result, count };
}

/** Tags except those that contain a secret: the rest of one would not be a tag. */
export function withoutSecretTags(tags: string[]): { tags: string[]; count: number } {
  const kept = tags.filter((tag) => !holdsToken(tag) && redact(tag).count === 0);
  return { tags: kept, count: tags.length - kept.length };
}

function replaced(text: string, count: number, pattern: RegExp, replace: Replace): [string, number] {
  const result = text.replace(pattern, (match: string, ...rest: unknown[]) => {
    const instead = replace(match, ...(rest.filter((group) => typeof group === 'string') as string[]));
    if (instead !== match) count++;
    return instead;
  });
  return [result, count];
}

function withoutRanges(text: string, ranges: Range[]): Redaction {
  let result = '';
  let done = 0;
  let count = 0;
  for (const [start, end] of ranges.toSorted(([a], [b]) => a - b)) {
    if (start < done) continue;
    result += text.slice(done, start) + REDACTED;
    done = end;
    count++;
  }
  return { text: result + text.slice(done), count };
}
