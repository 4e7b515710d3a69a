import { expect, test } from 'vitest';
import { dateInPath } from '../../../src/core/text/dates.ts';

test.each([
  ['202103041730 On boats.md', '2021-03-04'],
  ['20210304173059.md', '2021-03-04'],
  ['2021年3月4日 ボート.md', '2021-03-04'],
  ['2020/2021년 3월 4일.md', '2021-03-04'],
  ['2019-01-02/202103041730.md', '2021-03-04'],
  ['202113041730.md', null],
  ['202103042530.md', null],
  ['scan 20210304123456789.md', null],
])('the day in %j', (path, day) => {
  expect(dateInPath(path)).toBe(day);
});
