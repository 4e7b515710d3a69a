import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REDACTED, redact, withoutSecretTags } from '../../../src/core/history/mining/redact.ts';

const alphanumeric = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];
const random = (length: number, alphabet = alphanumeric) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });
/** A string with a letter and a digit, like every generated key. */
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

test('never keeps a secret of a known shape, wherever it is', () => {
  fc.assert(
    fc.property(prose, secrets, prose, (before, secret, after) => {
      const { text, count } = redact(`${before} ${secret} ${after}`);
      expect(text).not.toContain(secret);
      expect(text).toContain(REDACTED);
      expect(count).toBeGreaterThanOrEqual(1);
    }),
  );
});

test('never keeps a value assigned to a secret name', () => {
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

test('keeps prose without secrets unchanged', () => {
  fc.assert(
    fc.property(prose, (text) => {
      expect(redact(text)).toEqual({ text, count: 0 });
    }),
  );
});

test('changes nothing more the second time', () => {
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
])('replaces personal numbers: %j', (text, expected) => {
  expect(redact(text).text).toBe(expected ?? text);
});

// As in notes: the value must go, and nothing around it.
test.each([
  ['**Password:** Marigold2024!', 'Marigold2024!'],
  ['**Password**: `Marigold-2025`', 'Marigold-2025'],
  ['Start it with ``DB_PASSWORD=`hollowOak41` `` as always.', 'hollowOak41'],
  ['- **API key**: `abcd-1234-efgh-5678`\n- Owner: the club', 'abcd-1234-efgh-5678'],
  ['My password is Juniper2031! and the door stays open.', 'Juniper2031!'],
  ['The password for the attic door is: Copper2044!', 'Copper2044!'],
  ['Password -> Thistle2033!', 'Thistle2033!'],
  ['pw: Juniper2032!', 'Juniper2032!'],
  ['pwd Juniper2032!', 'Juniper2032!'],
  ['Pass: Juniper-2032', 'Juniper-2032'],
  ['login: jo / password: Otter88mill', 'Otter88mill'],
  ['jo@example.com / pw: Otter88mill', 'Otter88mill'],
  ['user=jo password=Otter88mill host=x', 'Otter88mill'],
  ['**Wi-Fi password:** otterinthemill', 'otterinthemill'],
  ['- Password: sunshine', 'sunshine'],
  ['Password: `sunshine`', 'sunshine'],
  ['Password: “Sun shine 12”', 'Sun shine 12'],
  ['Passphrase: `correct horse battery staple`', 'correct horse battery staple'],
  ['The new password was changed to: Kettle!93x', 'Kettle!93x'],
  ['Juniper2031! is my password for the bank.', 'Juniper2031!'],
  ['Password (router, attic): Otter88mill', 'Otter88mill'],
  ['| User | Password |\n|:---|---:|\n| jo | Otter88mill |\n| ada | `sunshine` |', 'Otter88mill'],
  ['| User | Password |\n|:---|---:|\n| jo | Otter88mill |\n| ada | `sunshine` |', 'sunshine'],
  ['User | Password\n--- | ---\njo | Otter88mill', 'Otter88mill'],
  ['| **Passwort** | `Otter88mill` |', 'Otter88mill'],
  ['|Password |Otter88mill\n', 'Otter88mill'],
  ['Password:\nOtter88mill\n', 'Otter88mill'],
  ['### Wi-Fi password\n\n`Otter88mill`\n', 'Otter88mill'],
  ['**Password**\n\n```text\nsunshine\n```\n', 'sunshine'],
  ['- Password\n    - Otter88mill\n', 'Otter88mill'],
  ['Password\n: Otter88mill\n', 'Otter88mill'],
  ['- Password :: Otter88mill', 'Otter88mill'],
  ['Password: =Pebble-2034=', 'Pebble-2034'],
  ['<b>Password:</b> <code>Otter88mill</code>', 'Otter88mill'],
  ['PIN: 4821', '4821'],
  ['**PIN code:** `482193`', '482193'],
  ['Der PIN-Code ist 4821.', '4821'],
  ['Passwort: 48210977', '48210977'],
  ['#Otter88mill is the password #wifi', 'Otter88mill'],
  [
    'seed phrase: `abandon ability able about above absent absorb abstract absurd abuse access accident`',
    'abandon ability able about above absent absorb abstract absurd abuse access accident',
  ],
  ['Das Kennwort fürs WLAN: Blau7himmel', 'Blau7himmel'],
  ['Mdp : Soleil2024!', 'Soleil2024!'],
  ['Clave: Girasol77luz', 'Girasol77luz'],
  ['Το συνθηματικό είναι Kalokairi24!', 'Kalokairi24!'],
  ['パスワードはNatsu2024!です', 'Natsu2024!'],
  ['密码是Xiatian2024，别忘了', 'Xiatian2024'],
  ['비밀번호는 Yeoreum2024! 입니다', 'Yeoreum2024!'],
  ['รหัสผ่านคือ Ruduron2024!', 'Ruduron2024!'],
  ['Hasło do routera to Bursztyn2024!', 'Bursztyn2024!'],
  ['Salasanani on Kesa2024!x', 'Kesa2024!x'],
  ['Şifrem: Yaz2024!gun', 'Yaz2024!gun'],
  ['API-Schlüssel: `k7f3-99aa-xx01-p0q2`', 'k7f3-99aa-xx01-p0q2'],
  ['Recovery code: k7f3-99aa-xx01', 'k7f3-99aa-xx01'],
])('removes the value from %j', (text, value) => {
  const result = redact(text);
  expect(result.text).not.toContain(value);
  expect(result.text).toContain(REDACTED);
  expect(redact(result.text).count).toBe(0);
});

test.each([
  'The class sk-fading-circle-animation-delay-two is from a spinner that I drew.',
  'In the list the citation key smith2019deepLearningForClocks is used twice.',
  'The key of the entry is mueller2021howWeForgetPasswords, see [@mueller2021howWeForgetPasswords].',
  'The password: never write it down. The secret: patience. A token: a piece of a word.',
  'Das Passwort: schreib es nie auf. Le mot de passe : ne jamais l’écrire. Contraseña: nunca la escribas.',
  'ISBN 978-0-306-40615-7, ORCID 0000-0002-1825-0097, doi:10.1145/3292500.3330701, from 2019-05-03 to 2020-01-02.',
  'See /posts/why-my-password-is-in-2019-no-longer-a-secret-at-all/ and #secret-santa-2019.',
  'A password is hashed with SHA256, a token is base64 encoded, a secret is never in an MP3.',
  'Passwords must be 8-64 characters long; the password is 12 characters now.',
  'My password manager on Windows10 is KeePass2, not the Office365 one.',
  '密码：永远不要写在纸上，至少8个字符。パスワード：紙に書いてはいけない。',
  '| Field | Type |\n| --- | --- |\n| password | string |\n| token | varchar(255) |',
  'password: string\ntoken: bytes\nsecret: optional',
  'Password: see the sealed envelope in room B12.',
  '## Passwords\n\nNobody likes them, and 2FA is no better.',
  'The `alloc` function must pass type information to `alloc`.',
  'A password and a username are stored in table users2 of MySQL5.',
  'Pin 5: 3300 Hz on the board, pass 2: 14.5 s',
  'sk-learn-contrib-imbalanced-learn-tutorial, pat-a-cake-pat-a-cake, key-value-stores-for-beginners',
])('leaves %j unchanged', (text) => {
  expect(redact(text)).toEqual({ text, count: 0 });
});

test('drops a tag that contains a key, even in lower case', () => {
  const key = `ghp_${'aB3'.repeat(12)}`;
  const tags = [
    'clocks',
    key,
    key.toLowerCase(),
    `work/${key}`,
    `akia${'q7'.repeat(8)}`,
    'sk-fading-circle-animation-delay-two',
  ];
  expect(withoutSecretTags(tags)).toEqual({ tags: ['clocks', 'sk-fading-circle-animation-delay-two'], count: 4 });
});
