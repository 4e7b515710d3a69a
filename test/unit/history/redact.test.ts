import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REDACTED, redact } from '../../../src/core/history/mining/redact.ts';

const alphanumeric = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];
const random = (length: number, alphabet = alphanumeric) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });
/** A string with a letter and a digit in it, as every generated key has. */
const mixed = (length: number) => random(length - 2).map((text) => `a${text}7`);

function luhn(digits: string): string {
  const sum = [...digits].toReversed().reduce((total, char, i) => {
    const digit = Number(char) * (i % 2 === 0 ? 2 : 1);
    return total + (digit > 9 ? digit - 9 : digit);
  }, 0);
  return digits + ((10 - (sum % 10)) % 10);
}

// Built from parts, so that no scanner takes this file's own examples for leaked keys.
const secrets = fc.oneof(
  random(16, [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567']).map((rest) => `AKIA${rest}`),
  random(36).map((rest) => `ghp_${rest}`),
  random(40).map((rest) => `github_pat_${rest}`),
  random(24).map((rest) => `xoxb-${rest}`),
  random(24).map((rest) => `sk_live_${rest}`),
  random(40).map((rest) => `sk-proj-${rest}`),
  random(35).map((rest) => `AIza${rest}`),
  random(36).map((rest) => `npm_${rest}`),
  random(34).map((rest) => `hf_${rest}`),
  fc.tuple(random(30), random(40), random(43)).map(([a, b, c]) => `eyJ${a}.eyJ${b}.${c}`),
  random(64).map((body) => `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`),
  fc.constantFrom('4', '5').chain((head) => random(14, [...'0123456789']).map((rest) => luhn(head + rest))),
);

const prose = fc
  .array(
    fc.constantFrom(
      'the',
      'key',
      'to',
      'a',
      'password',
      'is',
      'length.',
      'We',
      'changed',
      'our',
      'token',
      'parser;',
      'so',
      'it',
      'goes',
      '\n\n',
      'secret:',
      'none',
      '2026',
      '(see',
      'below)',
    ),
    { maxLength: 40 },
  )
  .map((words) => words.join(' '));

test('a secret of a known shape never stays, wherever it stands', () => {
  fc.assert(
    fc.property(prose, secrets, prose, (before, secret, after) => {
      const { text, count } = redact(`${before} ${secret} ${after}`);
      expect(text).not.toContain(secret);
      expect(text).toContain(REDACTED);
      expect(count).toBeGreaterThanOrEqual(1);
    }),
  );
});

test('a value assigned to a secret name never stays', () => {
  const name = fc.constantFrom(
    'password',
    'DB_PASSWORD',
    'api_key',
    'apiKey',
    'client-secret',
    'ACCESS_TOKEN',
    'aws_secret_access_key',
    '"passphrase"',
    'authToken',
  );
  const operator = fc.constantFrom('=', ': ', ' = ', ' := ', ' => ');
  const quote = fc.constantFrom('"', "'", '');
  fc.assert(
    fc.property(name, operator, quote, mixed(18), prose, (name, operator, quote, value, after) => {
      const { text } = redact(`config\n${name}${operator}${quote}${value}${quote}\n${after}`);
      expect(text).not.toContain(value);
    }),
  );
});

test('prose without secrets stays as it is', () => {
  fc.assert(
    fc.property(prose, (text) => {
      expect(redact(text)).toEqual({ text, count: 0 });
    }),
  );
});

test('doing it twice changes nothing more', () => {
  const piece = fc.oneof(
    prose,
    secrets,
    fc.string(),
    mixed(24).map((value) => `token: ${value}`),
    fc.constant('password="'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const once = redact(pieces.join(' '));
      expect(redact(once.text)).toEqual({ text: once.text, count: 0 });
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['Bearer header', `Authorization: Bearer ${'a1b2c3d4e5'.repeat(3)}`, `Authorization: Bearer ${REDACTED}`],
  [
    'address with a password',
    'psql postgres://jo:s3cretpw@db.example.com/x',
    `psql postgres://jo:${REDACTED}@db.example.com/x`,
  ],
  ['quoted value', 'const clientSecret = "66d5263cadd3bfe0";', `const clientSecret = "${REDACTED}";`],
  ['short environment value', 'export PGPASSWORD=icinga', `export PGPASSWORD=${REDACTED}`],
  [
    'random string near a key word',
    'The API token is 9f8Qw2LmX0pZ7rT4vB6n, keep it.',
    `The API token is ${REDACTED}, keep it.`,
  ],
  ['unfinished private key', 'x\n-----BEGIN PRIVATE KEY-----\nMIIabc', `x\n${REDACTED}`],
  ['card before a year', 'card=4111111111111111 2026', `card=${REDACTED} 2026`],
  ['card with spaces', 'Card 4111 1111 1111 1111 ok', `Card ${REDACTED} ok`],
])('replaces a %s', (_, text, expected) => {
  expect(redact(text)).toEqual({ text: expected, count: 1 });
});

test.each([
  'password: the thing you type every morning',
  'Set `API_KEY=<your key>` or token = process.env.TOKEN; password="$PASSWORD"',
  'api_key = "API_KEY"',
  'The secret: write every day.',
  'tokenizers::tokenize_words(text, token = "words")',
  'See https://twitter.com/jo/status/459626952261767168 and commit 881fa955e08dd988fd34c60537084016359',
  'ISBN 978-3-16-148410-0, page 30 1234567, and 4111111111111112',
  'The key to the docs is https://docs.example.com/en-us/windows/win32/api/wincred/nf-wincred-creduiprompt1',
  'jo@example.com wrote: credentials: include',
])('keeps %j', (text) => {
  expect(redact(text)).toEqual({ text, count: 0 });
});

test.each([
  ['account GB82 WEST 1234 5698 7654 32 please', 'account [redacted] please'],
  ['to DE89370400440532013000.', 'to [redacted].'],
  ['to DE88370400440532013000.', null],
  ['her number is 123-45-6789, he said', 'her number is [redacted], he said'],
  ['part 000-12-3456 and 2021-05-06', null],
  ['call +49 30 1234567 or +1 (202) 555-0123.', 'call [redacted] or [redacted].'],
  ['call (202) 555-0123, 202-555-0123 or 202.555.0123', 'call [redacted], [redacted] or [redacted]'],
  ['it grew by +12 % and +3.5 to 1,000,000 in 2020-2021, see RFC 2119-2120', null],
  ['version 127.0.0.1:8080 and 192.168.100.1000', null],
])('personal numbers: %j', (text, expected) => {
  expect(redact(text).text).toBe(expected ?? text);
});
