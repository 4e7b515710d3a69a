import { expect, test } from 'vitest';
import { redact } from '../../../src/core/history/mining/redact.ts';

/** Ways of writing a secret that are neither `label: value` nor a sentence. */
test.each([
  ['user;password\nada;Kastanie88!', 'Kastanie88!'],
  [
    '+------+-------------+\n| User | Password    |\n+======+=============+\n| ada  | Kastanie88! |\n+------+-------------+',
    'Kastanie88!',
  ],
  [
    '+------+--------------+\n| User | Password     |\n+------+--------------+\n| ada  | Otter77mill! |\n+------+--------------+\n| bob  | Kastanie88!  |',
    'Kastanie88!',
  ],
  ['ពាក្យសម្ងាត់៖ Kastanie88!', 'Kastanie88!'],
  ['စကားဝှက်: Kastanie88!', 'Kastanie88!'],
  ['Contrasinal: Kastanie88!', 'Kastanie88!'],
  ['Cyfrinair: Kastanie88!', 'Kastanie88!'],
  ['Nenosiri: Kastanie88!', 'Kastanie88!'],
  ['Wagwoord: Kastanie88!', 'Kastanie88!'],
  ['curl -u ada:Kastanie88x https://example.org', 'Kastanie88x'],
  ['mysql -u root -pKastanie88x notes', 'Kastanie88x'],
  ['sshpass -p "Kastanie88x" ssh ada@host', 'Kastanie88x'],
  ['login: ada / Kastanie88!', 'Kastanie88!'],
  ['Email / password: ada@example.org / Kastanie88!', 'Kastanie88!'],
  ['Zugangsdaten: ada / Kastanie88!', 'Kastanie88!'],
  ['Wi-Fi (guests): Garden / Kastanie88!', 'Kastanie88!'],
  ['WLAN-Schlüssel: Kastanie88!', 'Kastanie88!'],
  ['ww: Kastanie88!', 'Kastanie88!'],
  ['I changed my password to Kastanie88! yesterday', 'Kastanie88!'],
  ['Set the password to `Kastanie88!` before noon', 'Kastanie88!'],
  ['Use Kastanie88! as the password', 'Kastanie88!'],
  ['- [ ] change password (Kastanie88!)', 'Kastanie88!'],
  ['Password: ~~Otter77mill!~~ Kastanie88!', 'Kastanie88!'],
  ['The passwords are Otter77mill! and Kastanie88!', 'Kastanie88!'],
  ['<tr><td>Password</td><td>Kastanie88!</td></tr>', 'Kastanie88!'],
  ['Password: <kbd>Kastanie88!</kbd>', 'Kastanie88!'],
  ['<password>Kastanie88!</password>', 'Kastanie88!'],
  ['<add key="Password" value="Kastanie88!"/>', 'Kastanie88!'],
  ['Password 👉 Kastanie88!', 'Kastanie88!'],
  ['Recovery codes:\n\n- 8f3k-9d2m-a1b7\n- 2h7j-4k8l-p0q3', '2h7j-4k8l-p0q3'],
  ['Recovery codes:\n\n```\n8f3k9d2ma1\n2h7j4k8lp0\n```', '2h7j4k8lp0'],
  ['Passwords:\n- mail: Otter77mill!\n- bank: Kastanie88!', 'Kastanie88!'],
  ['Seed phrase: witch collapse practice feed shame open despair creek road again ice least', 'witch collapse'],
  [`Seed phrase:\n\n${'witch feed open road ice creek '.repeat(2).trim().replaceAll(' ', '\n- ')}`, 'creek'],
  ['Passphrase: "correct horse battery staple"', 'correct horse'],
  ['TOTP secret: JBSW Y3DP EHPK 3PXP', 'JBSW Y3DP'],
  ['WIFI:S:Home;T:WPA;P:Kastanie88!;;', 'Kastanie88!'],
  ['Door code: 4711#', '4711#'],
  ['Code de la porte : 47B11', '47B11'],
  ['пароль от почты Kastanie88!', 'Kastanie88!'],
  [`https://x.example.org/a?sv=2019&sig=${'abC3dE4f'}Gh5Ij6KlMn7Op8Qr9&se=1`, 'abC3dE4fGh5'],
])('removes the value from %j', (text, value) => {
  const result = redact(text);
  expect(result.text).not.toContain(value);
  expect(redact(result.text).count).toBe(0);
});

test.each([
  'Login: go to https://example.org/Foo2019Bar, then wait. Login: 5 tries, then 10min.',
  'WLAN: FRITZ!Box 7590, firmware 7.29. SSID: Garten, channel 11. WiFi: slow / unreliable since 2019.',
  'Account: opened 2019-05-03, closed 2021. Konto: 4711, Seite 12. Credentials: Ph.D., MIT 1998.',
  'Name, password, role\nare the three fields',
  'The seed words were sown in spring and all the birds came down to eat them.',
  'mnemonic: Every Good Boy Does Fine',
  'Change the password to something you like. He set the password to open.',
  'The password "foo" hashes to `9bfe98eb`, which is not what I changed.',
  'Passwords:\n- should be long\n- should be 12chars or more',
  'Access: Level 3, Room B12. Pin D13: SCK. Secret Santa 2019: Otto4.',
])('leaves %j unchanged', (text) => {
  expect(redact(text)).toEqual({ text, count: 0 });
});
