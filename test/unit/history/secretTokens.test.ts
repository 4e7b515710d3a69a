import { expect, test } from 'vitest';
import { redact } from '../../../src/core/history/mining/redact.ts';

const RUN = 'uFTQhOOdENKDgpX672wcixSZohK3jf3iP8iXzQHDxy5B6sTw8a68hzj9ds0EAPwJvk2Z2Vu9';
const HEX = '936b92cb36306cc2b255528575d76e8d213ceb5890765b51';

/** Keys of services that no list has, and of those whose keys begin with digits or nothing at all. */
test.each([
  ['a name that no list has', `brandnew_${RUN.slice(0, 36)}`, RUN.slice(0, 36)],
  ['dbt', `dbtu_${RUN.slice(0, 36)}`, RUN.slice(0, 36)],
  ['Voyage', `pa-${RUN.slice(0, 43)}`, RUN.slice(0, 43)],
  ['Lichess', `lip_${RUN.slice(0, 20)}`, RUN.slice(0, 20)],
  ['ElevenLabs', `sk_${HEX}`, HEX],
  ['Infisical', `st.${HEX.slice(0, 24)}.${HEX.slice(0, 32)}.${HEX.slice(8, 40)}`, HEX.slice(8, 40)],
  ['WakaTime', 'waka_5e6384ab-652b-45ca-a5ca-d6f6c5ba22f0', 'd6f6c5ba22f0'],
  ['Asana', `2/5010027927611335/5010027927611335:${HEX.slice(0, 32)}`, HEX.slice(0, 32)],
  ['Azure DevOps', `${RUN}abcdAZDOx9Q2`, RUN],
])('removes a key of %s', (_, key, secret) => {
  expect(redact(`I pasted ${key} here.`).text).not.toContain(secret);
});

test.each([
  ['machine example.org login ada password Kastanie88!', 'Kastanie88!'],
  ['setx APP_SECRET Kastanie88!', 'Kastanie88!'],
  ['set -gx DB_PASSWORD "Kastanie88!"', 'Kastanie88!'],
  ['Heslo: Sykorka.771x', 'Sykorka.771x'],
  ['WLAN-Schlüssel: 4471-8821-Kastanie', '4471-8821-Kastanie'],
  ['пасс: Kastanie88!', 'Kastanie88!'],
])('removes the value from %j', (text, value) => {
  expect(redact(text).text).not.toContain(value);
});

test.each([
  'The picture img_20210304_HarbourInTheEvening and chapter_TwoHundredAndThirtyOneDays2021 stay.',
  `The map is at https://example.org/d/map_${RUN.slice(0, 30)}/view and says nothing.`,
  'Password: config.password. Resolution key: 1920x1080@60Hz, ratio 16:9, date 2021-03-04.',
  'The machine has a login with a password, and we set -x in the shell to see why.',
])('leaves %j unchanged', (text) => {
  expect(redact(text)).toEqual({ text, count: 0 });
});
