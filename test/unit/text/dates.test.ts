import { expect, test } from 'vitest';
import { readDate } from '../../../src/core/text/dates.ts';

test.each([
  ['1608518909864', '2020-12-21T02:48:29Z'],
  ['1608518909', '2020-12-21T02:48:29Z'],
  ['1608518909.5', '2020-12-21T02:48:29Z'],
  ['20201221', '2020-12-21'],
  ['202012210348', '2020-12-21T03:48:00Z'],
  ['20201221034829', '2020-12-21T03:48:29Z'],
  ['2020-12', '2020-12-01'],
  ['2019-W18-5', '2019-05-03'],
  ['2020-W01', '2019-12-30'],
  ['2020W537', '2021-01-03'],
  ['[[2020-12-21]]', '2020-12-21'],
  ['[[2020-12-21|that Monday]]', '2020-12-21'],
  ['[[journal/2020/12/2020-12-21]]', '2020-12-21'],
  ['<2020-12-21 Mon>', '2020-12-21'],
  ['[2019-05-03 五]', '2019-05-03'],
  ['<2019-05-03 金>--<2019-05-05 日>', '2019-05-03'],
  ['2019-05-03 пятница', '2019-05-03'],
  ['Monday, December 21st 2020, 9:05:07 pm', '2020-12-21T21:05:07Z'],
  ['December 21st, 2020', '2020-12-21'],
  ['21st of December, 2020', '2020-12-21'],
  ['Dec. 21, 2020 at 3:48 p.m.', '2020-12-21T15:48:00Z'],
  ['2020年12月21日', '2020-12-21'],
  ['2020년 12월 21일 오후 9시 5분', '2020-12-21T21:05:00Z'],
  ['21. Dezember 2020', '2020-12-21'],
  ['le 1er mai 2019', '2019-05-01'],
  ['21 de diciembre de 2020', '2020-12-21'],
  ['21 декабря 2020 г.', '2020-12-21'],
  ['21 grudnia 2020', '2020-12-21'],
  ['2020. december 21.', '2020-12-21'],
  ['21 Aralık 2020 Pazartesi', '2020-12-21'],
  ['21 ธันวาคม 2563', '2020-12-21'],
  ['٢١ ديسمبر ٢٠٢٠', '2020-12-21'],
  ['21.12.2020 18:20', '2020-12-21T18:20:00Z'],
  ['12/21/2020', '2020-12-21'],
  ['21-12-2020 03:48 AM', '2020-12-21T03:48:00Z'],
  ['2020-12-21 12:05 AM', '2020-12-21T00:05:00Z'],
  ['2020-12-21 01:30 +0200', '2020-12-20T23:30:00Z'],
  ['2020-12-21 01:30 EST', '2020-12-21T06:30:00Z'],
  ['2020-12-21 01:30 Europe/Berlin', '2020-12-21T00:30:00Z'],
  ['Mon Dec 21 2020 03:48:29 GMT+0100 (Central European Standard Time)', '2020-12-21T02:48:29Z'],
  ['2020', null],
  ['1234', null],
  ['May 3', null],
  ['2020-02-30', null],
  ['31.02.2020', null],
  ['The three of us were there in May 2019 and in June', null],
])('reads %j as %j', (written, right) => {
  expect(readDate(written)).toBe(right);
});

test('puts the day first if the document’s language says so, and gives no date if it does not', () => {
  for (const language of ['de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'ru']) {
    expect(readDate('03/05/2019', () => language)).toBe('2019-05-03');
  }
  for (const language of ['en', 'zh', null]) expect(readDate('03/05/2019', () => language)).toBeNull();
  expect(readDate('05/05/2019')).toBe('2019-05-05');
});

test('resolves a month name that stands for two months by the language', () => {
  expect(readDate('21 listopad 2020', () => 'pl')).toBe('2020-11-21');
  expect(readDate('21 listopad 2020', () => 'hr')).toBe('2020-10-21');
  expect(readDate('21 listopad 2020')).toBeNull();
});
