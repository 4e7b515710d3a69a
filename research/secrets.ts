/**
 * How well secrets are found, and what is mistaken for one. On 2,000 made-up notes, half of them with a secret:
 * node research/secrets.ts [SEED]
 * Every hit in files of items, for a look by eye:
 * node research/secrets.ts FILE.jsonl…
 */
import fs from 'node:fs';
import { redact, withoutSecretTags } from '../src/core/history/mining/redact.ts';
import { seededRandom } from '../src/core/support/random.ts';

const seed = Number(process.argv[2] ?? 1);
const random = seededRandom(Number.isInteger(seed) ? seed : 1);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
const chars = (n: number, from: string) => Array.from({ length: n }, () => pick([...from])).join('');
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const ALL = LOWER + UPPER + DIGITS;
const HEX = '0123456789abcdef';

/** A label in a language, a sentence that tells the value, and prose about passwords that tells none. */
const LANGUAGES: [language: string, label: string, said: string, prose: string][] = [
  ['en', 'Password', 'My password is V and I told nobody.', 'A password: something you forget on Monday morning.'],
  [
    'de',
    'Passwort',
    'Das Passwort lautet V und gilt bis Mai.',
    'Das Passwort: nie auf einen Zettel schreiben, auch nicht 2024.',
  ],
  [
    'fr',
    'Mot de passe',
    'Le mot de passe du wifi est V depuis hier.',
    'Un mot de passe : au moins 12 caractères, dit la notice.',
  ],
  ['es', 'Contraseña', 'La contraseña es V desde ayer.', 'La contraseña: nunca la misma en 2 sitios.'],
  ['it', 'Password', 'La password è V da ieri.', 'La password: mai la stessa, dice mio zio.'],
  ['pt', 'Senha', 'A senha do roteador é V agora.', 'A senha: algo que ninguém lembra.'],
  ['nl', 'Wachtwoord', 'Het wachtwoord is V sinds mei.', 'Een wachtwoord: minstens 8 tekens, zegt men.'],
  ['sv', 'Lösenord', 'Lösenordet är V sedan igår.', 'Ett lösenord: aldrig på en lapp.'],
  ['da', 'Adgangskode', 'Adgangskoden er V nu.', 'En adgangskode: aldrig den samme.'],
  ['no', 'Passord', 'Passordet er V nå.', 'Et passord: aldri på papir.'],
  ['fi', 'Salasana', 'Salasana on V nyt.', 'Salasana: ei koskaan paperille.'],
  ['is', 'Lykilorð', 'Lykilorðið er V núna.', 'Lykilorð: aldrei á blað.'],
  ['pl', 'Hasło', 'Moje hasło to V od maja.', 'Hasło: nigdy na kartce.'],
  ['cs', 'Heslo', 'Heslo je V od května.', 'Heslo: nikdy na papír.'],
  ['sk', 'Heslo', 'Heslo je V od mája.', 'Heslo: nikdy na papier.'],
  ['sl', 'Geslo', 'Geslo je V od maja.', 'Geslo: nikoli na papir.'],
  ['hr', 'Lozinka', 'Lozinka je V od svibnja.', 'Lozinka: nikad na papir.'],
  ['hu', 'Jelszó', 'A jelszó V május óta.', 'A jelszó: soha ne írd le.'],
  ['ro', 'Parola', 'Parola este V din mai.', 'Parola: niciodată pe hârtie.'],
  ['tr', 'Şifre', 'Wifi şifresi V oldu.', 'Şifre: asla kağıda yazma.'],
  ['et', 'Parool', 'Parool on V nüüd.', 'Parool: mitte kunagi paberile.'],
  ['lt', 'Slaptažodis', 'Slaptažodis yra V dabar.', 'Slaptažodis: niekada ant popieriaus.'],
  ['lv', 'Parole', 'Parole ir V tagad.', 'Parole: nekad uz papīra.'],
  ['ca', 'Contrasenya', 'La contrasenya és V des d’ahir.', 'La contrasenya: mai en un paper.'],
  ['ru', 'Пароль', 'Пароль от роутера — V с мая.', 'Пароль: никогда не записывай его.'],
  ['uk', 'Пароль', 'Пароль від роутера: V з травня.', 'Пароль: ніколи не записуй.'],
  ['bg', 'Парола', 'Паролата е V от май.', 'Парола: никога на хартия.'],
  ['sr', 'Лозинка', 'Лозинка је: V од маја.', 'Лозинка: никад на папир.'],
  ['el', 'Κωδικός', 'Ο κωδικός είναι V από χθες.', 'Ο κωδικός: ποτέ σε χαρτί.'],
  ['he', 'סיסמה', 'הסיסמה היא V מאתמול.', 'סיסמה: לעולם לא על נייר.'],
  ['ar', 'كلمة المرور', 'كلمة المرور هي V منذ أمس.', 'كلمة المرور: لا تكتبها أبدا.'],
  ['fa', 'رمز عبور', 'رمز عبور V است.', 'رمز عبور: هرگز روی کاغذ.'],
  ['hi', 'पासवर्ड', 'पासवर्ड V है।', 'पासवर्ड: कभी कागज़ पर नहीं।'],
  ['bn', 'পাসওয়ার্ড', 'পাসওয়ার্ড হল V আজ।', 'পাসওয়ার্ড: কখনো কাগজে নয়।'],
  ['th', 'รหัสผ่าน', 'รหัสผ่านคือ V ตั้งแต่เมื่อวาน', 'รหัสผ่าน: อย่าเขียนลงกระดาษ'],
  ['vi', 'Mật khẩu', 'Mật khẩu là V từ hôm qua.', 'Mật khẩu: không bao giờ viết ra giấy.'],
  ['ms', 'Kata laluan', 'Kata laluan ialah V sejak Mei.', 'Kata laluan: jangan tulis pada kertas.'],
  ['zh', '密码', '密码是V，别忘了。', '密码：永远不要写在纸上，至少8个字符。'],
  ['ja', 'パスワード', 'パスワードはVです。', 'パスワード：紙に書いてはいけない。'],
  ['ko', '비밀번호', '비밀번호는 V 입니다.', '비밀번호: 절대 종이에 적지 마세요.'],
];

/** The position of a value relative to its label L. */
const FORMS: [name: string, form: string][] = [
  ['plain', 'L: V'],
  ['bold', '**L:** V'],
  ['bold, colon outside', '**L**: V'],
  ['italics', '_L_: V'],
  ['code', 'L: `V`'],
  ['bold and code', '**L**: `V`'],
  ['list', '- L: V'],
  ['list, bold and code', '* **L:** `V`'],
  ['quote', '> L: V'],
  ['equals', 'L = V'],
  ['arrow', 'L -> V'],
  ['dash', 'L – V'],
  ['space before', 'L : V'],
  ['brackets', 'L (router): V'],
  ['in a sentence', 'In the drawer lies a note, L: V and more.'],
  ['row', '| Thing | What |\n| --- | --- |\n| Name | jo |\n| L | V |'],
  ['column', '| Page | Name | L |\n| --- | --- | --- |\n| bank | jo | V |'],
  ['next line', 'L:\n\nV'],
  ['heading', '## L\n\nV'],
  ['fence', 'L:\n\n```\nV\n```'],
  ['list below', '- L\n  - V'],
  ['quoted', 'L: "V"'],
  ['org', 'L: ~V~'],
];
const PROSE = [
  'The first clock I opened had been dropped twice, and patience was worth more than tools.',
  'My uncle rowed across the lake every Sunday until he was eighty.',
  'Bread is mostly waiting, said the baker, and closed the door at 5 p.m.',
  'We met in 2019 at the fair, near the stand with 12 kinds of honey.',
];

const word = () =>
  pick(['summer', 'Copper', 'lantern', 'Juniper', 'otter', 'Marigold', 'kettle', 'Thistle', 'harbour', 'Pebble']);
const password = (): string =>
  pick([
    () => `${word()}${2000 + Math.floor(random() * 60)}!`,
    () => `${word()}-${word()}-${chars(2, DIGITS)}`,
    () => `${chars(5, LOWER)}${chars(3, UPPER)}${chars(4, DIGITS)}`,
    () => `${chars(4, ALL)}a7${pick([...'!$%&?#*+'])}${chars(5, ALL)}`,
    () => `${word()}${chars(2, DIGITS)}${word()}`,
    () => `${word()}${chars(3, DIGITS)}`,
  ])();

/** Keys of known shapes, in their issuers' form. */
const TOKENS: (() => string)[] = [
  () => `ghp_${chars(36, ALL)}`,
  () => `github_pat_${chars(22, ALL)}_${chars(59, ALL)}`,
  () => `glpat-${chars(20, ALL)}`,
  () => `AKIA${chars(16, `${UPPER}234567`)}`,
  () => `sk-proj-${chars(74, ALL)}T3BlbkFJ${chars(74, ALL)}`,
  () => `sk-ant-api03-${chars(93, ALL)}AA`,
  () => `sk-${chars(48, ALL)}`,
  () => `AIza${chars(35, ALL)}`,
  () => `hf_${chars(34, LOWER + UPPER)}`,
  () => `npm_${chars(36, ALL)}`,
  () => `xoxb-${chars(12, DIGITS)}-${chars(12, DIGITS)}-${chars(24, ALL)}`,
  () => `sk_live_${chars(24, ALL)}`,
  () => `SG.${chars(22, ALL)}.${chars(43, ALL)}`,
  () => `dop_v1_${chars(64, HEX)}`,
  () => `shpat_${chars(32, HEX)}`,
  () => `ntn_${chars(11, DIGITS)}${chars(35, ALL)}`,
  () => `gsk_${chars(52, ALL)}`,
  () => `dckr_pat_${chars(27, ALL)}`,
  () => `lin_api_${chars(40, ALL)}`,
  () => `figd_${chars(40, ALL)}`,
  () => `xai-${chars(80, ALL)}`,
  () => `sntrys_${chars(60, ALL)}`,
  () => `glsa_${chars(32, ALL)}_${chars(8, HEX)}`,
  () => `hvs.${chars(92, ALL)}`,
  () => `pat${chars(14, ALL)}.${chars(64, HEX)}`,
  () => `pul-${chars(40, HEX)}`,
  () => `pplx-${chars(48, ALL)}`,
  () => `dapi${chars(32, HEX)}`,
  () => `rubygems_${chars(48, HEX)}`,
  () => `r8_${chars(37, ALL)}`,
  () => `${chars(9, DIGITS)}:AA${chars(33, ALL)}`,
  () => `eyJ${chars(30, ALL)}.eyJ${chars(60, ALL)}.${chars(43, ALL)}`,
  () => `tskey-auth-${chars(16, ALL)}-${chars(32, ALL)}`,
  () => `phc_${chars(43, ALL)}`,
  () => `sbp_${chars(40, HEX)}`,
  () => `napi_${chars(64, LOWER + DIGITS)}`,
  () => `NRAK-${chars(27, UPPER + DIGITS)}`,
  () => `PMAK-${chars(24, HEX)}-${chars(34, HEX)}`,
  () => `dp.pt.${chars(43, ALL)}`,
  () => `key-${chars(32, HEX)}`,
  () => `sgp_${chars(40, HEX)}`,
  () => `ATATT3${chars(180, ALL)}`,
  () => `pscale_tkn_${chars(43, ALL)}`,
  () => `vcp_${chars(24, ALL)}`,
  () => `GOCSPX-${chars(28, ALL)}`,
  () => `pypi-AgEIcHlwaS5vcmc${chars(60, ALL)}`,
  () => `AGE-SECRET-KEY-1${chars(58, UPPER)}`,
  () => `rnd_${chars(32, ALL)}`,
  () => `re_${chars(8, ALL)}_${chars(24, ALL)}`,
  () => `nvapi-${chars(64, ALL)}`,
];

/** What looks a little like a secret and is not one; V is filled in. */
const HARMLESS: (() => string)[] = [
  () => pick(LANGUAGES)[3],
  () =>
    `The class sk-${pick(['fading', 'rotating', 'cube'])}-${pick(['circle', 'grid'])}-animation-delay-${pick(['two', 'three'])} is from a spinner.`,
  () =>
    `As ${pick(['smith', 'mueller', 'tanaka'])}${1990 + Math.floor(random() * 35)}${pick(['deepLearningForClocks', 'theArtOfWaiting', 'attentionIsNotAll'])} shows in the key of a citation.`,
  () =>
    `See [@${pick(['ada', 'knuth'])}${1950 + Math.floor(random() * 70)}${pick(['notes', 'literateProgramming'])}] for the secret of it.`,
  () =>
    `Read it at https://example.org/${pick(['why-i-changed-my-password-manager-in-2021', 'a-token-of-appreciation-part-2', 'secret-gardens-of-kyoto-2019'])}/ again.`,
  () => `It was mended in commit ${chars(40, HEX)}.`,
  () => `ISBN 978-0-306-40615-7, ORCID 0000-0002-1825-0097, doi:10.1145/${chars(7, DIGITS)}.${chars(7, DIGITS)}.`,
  () =>
    `The image is ${chars(8, HEX)}-${chars(4, HEX)}-4${chars(3, HEX)}-a${chars(3, HEX)}-${chars(12, HEX)}.jpg on the old disk.`,
  () => 'A password is hashed with SHA256 or bcrypt2, never stored in MD5 or base64.',
  () => 'const token = parser.next(); if (token === null) throw new SyntaxError2("x");',
  () => 'Passwords must be 8 to 64 characters long, says NIST SP800-63B.',
  () => 'My password manager on Windows10 forgot the Office365 account in 2021.',
  () => `\`\`\`yaml\npassword: ${'$'}{DB_PASSWORD}\ntoken: <your token>\napi_key: "YOUR_API_KEY"\n\`\`\``,
  () => '| Field | Type |\n| --- | --- |\n| password | string |\n| token | varchar(255) |\n| pin | int |',
  () => 'The secret: patience. The key: a small one of brass. The token: a word2vec vector.',
  () => 'Das Kennwort des Tages war Haselnuss, und alle lachten über Zimmer 101.',
  () => 'Set `PASSWORD_MIN_LENGTH=12` and `TOKEN_TTL` to 3600 in the settings.',
  () =>
    `From ${pick(['2019-05-03', '3 May 2019', '03.05.2019'])} to ${pick(['2020-01-02', 'now'])}, version ${chars(1, DIGITS)}.${chars(2, DIGITS)}.${chars(1, DIGITS)}, the token count was ${chars(5, DIGITS)}.`,
  () => 'The pass was closed; we passed 12 huts, and the password game went on: "apple", "river", "stone".',
  () => 'Password: see the sealed envelope. Passwort: bei Tante Inge fragen. PIN: keine.',
];

interface Note {
  kind: string;
  text: string;
  /** What must not remain of it; null if everything must stay. */
  secret: string | null;
}

function withSecret(): Note {
  const around = (line: string) => `${pick(PROSE)}\n\n${line}\n\n${pick(PROSE)}\n`;
  const which = random();
  if (which < 0.5) {
    const [language, label] = pick(LANGUAGES);
    const [name, form] = pick(FORMS);
    const secret = password();
    return {
      kind: `form: ${name}`,
      text: around(form.replace('L', () => label).replace('V', () => secret)),
      secret: `${language} ${secret}`,
    };
  }
  if (which < 0.7) {
    const [language, , said] = pick(LANGUAGES);
    const secret = password();
    return { kind: 'sentence', text: around(said.replace('V', () => secret)), secret: `${language} ${secret}` };
  }
  const secret = pick(TOKENS)();
  const form = pick([
    'For the page I use V since spring.',
    'Key: `V`',
    '#V',
    '- **API key:** V',
    '> V',
    '| token | V |',
    'export TOKEN=V',
    '(V)',
  ]);
  return { kind: 'token', text: around(form.replace('V', () => secret)), secret: `- ${secret}` };
}

function madeUp(): void {
  const tally = new Map<string, { right: number; all: number }>();
  const count = (kind: string, right: boolean) => {
    const known = tally.get(kind) ?? { right: 0, all: 0 };
    tally.set(kind, { right: known.right + Number(right), all: known.all + 1 });
  };
  for (let n = 0; n < 1000; n++) {
    const { kind, text, secret } = withSecret();
    const bare = secret!.slice(secret!.indexOf(' ') + 1);
    const result = redact(text);
    const right = !result.text.includes(bare) && !result.text.includes(bare.slice(0, -1));
    count('with a secret', right);
    count(kind, right);
    if (!right) console.log('missed', secret, JSON.stringify(text.split('\n\n').slice(1, -1).join('\n\n')));
    if (kind === 'token') {
      const dropped = withoutSecretTags([bare.toLowerCase(), 'clocks']).tags.join() === 'clocks';
      count('token as a tag, in small letters', dropped);
      if (!dropped) console.log('missed as a tag', bare.toLowerCase());
    }
  }
  for (let n = 0; n < 1000; n++) {
    const text = `${pick(PROSE)}\n\n${pick(HARMLESS)()}\n\n${pick(PROSE)}\n`;
    const result = redact(text);
    count('without one, left as it is', result.count === 0);
    if (result.count > 0) console.log('false', JSON.stringify(result.text.split('\n\n')[1]));
  }
  for (const [kind, { right, all }] of tally)
    console.log(`${kind}: ${right} of ${all} (${((100 * right) / all).toFixed(1)} %)`);
}

function hitsIn(files: string[]): void {
  let [items, hits] = [0, 0];
  for (const file of files) {
    for (const line of fs.readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      const { id, text } = JSON.parse(line) as { id: string; text: string };
      items++;
      let at = 0;
      const parts = redact(text).text.split('[redacted]');
      for (const part of parts.slice(0, -1)) {
        at = text.indexOf(part, at) + part.length;
        hits++;
        console.log(id, JSON.stringify(`${text.slice(Math.max(0, at - 50), at)}⟦${text.slice(at, at + 50)}`));
      }
    }
  }
  console.log(`${hits} hits in ${items} items`);
}

if (Number.isNaN(seed)) hitsIn(process.argv.slice(2));
else madeUp();
