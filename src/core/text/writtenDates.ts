import { fromMilliseconds, isDay } from './isoTime.ts';
import { monthOf } from './monthNames.ts';
import { offsetOf, readClock } from './timesOfDay.ts';

/** More words than a date has: then it is a sentence. */
const MOST_WORDS = 7;
/** Languages in which at least some writers put the month first: `3/5/2019` is then ambiguous. */
const UNSURE = new Set(['en', 'fil', 'tl']);
/** Languages that write dates with points, the day first. */
const POINTS = new Set('de cs sk pl sl hr sr bs ru uk be bg mk ro fi et lv nb no da tr az ka is sq'.split(' '));
/** Languages in which the year comes first, so that a date with the year last follows somebody else's habit. */
const YEAR_FIRST = new Set(['zh', 'ja', 'ko', 'hu', 'lt', 'mn', 'fa']);

/**
 * Reads a date with a month's name in any language, or with the day or month before the year, and with a weekday, a
 * time of day and a zone: `Monday, December 21st 2020, 9:05:07 pm`, `le 21 décembre 2020`, `21.12.2020`.
 * @param language see `readDate`
 * @returns ISO day, or time in UTC, or null
 */
export function readWrittenDate(written: string, language: () => string | null): string | null {
  // From here on, digits of other scripts are ASCII.
  const text = written.replace(/\p{Nd}/gu, asciiDigit);
  if (!/\d/.test(text)) return null;
  const clock = readClock(text);
  const date = dayOf(clock ? clock.rest : text, language);
  if (date === null || !isDay(date)) return null;
  if (!clock) return date;
  return fromMilliseconds(Date.parse(`${date}T${clock.time}Z`) - offsetOf(clock.zone, date) * 60_000) ?? date;
}

function dayOf(text: string, language: () => string | null): string | null {
  return named(text, language) ?? inNumbers(text, language);
}

/** `2020年12月21日`, `2020년 12월 21일`, or a month by its name. */
function named(text: string, language: () => string | null): string | null {
  const eastern = /(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]?/.exec(text);
  if (eastern) return isoDay(eastern[1]!, eastern[2]!, eastern[3]!);
  const era = /(令和|平成|昭和)\s*(元|\d{1,2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日/.exec(text);
  if (era) return isoDay(String(ERAS[era[1]!]! + (era[2] === '元' ? 1 : Number(era[2]))), era[3]!, era[4]!);
  const vietnamese = /(\d{1,2})\s*tháng\s*(\d{1,2})\s*,?\s*(?:năm\s*)?(\d{4})/iu.exec(text);
  if (vietnamese) return isoDay(vietnamese[3]!, vietnamese[2]!, vietnamese[1]!);
  const words = text.match(/\p{L}[\p{L}\p{M}'’]*/gu) ?? [];
  if (words.length === 0 || words.length > MOST_WORDS) return null;
  // `03-MAY-19`, as some databases write it.
  const short = /^(\d{1,2})[- ](\p{L}{3,})[- ](\d{2})$/u.exec(text.trim());
  const month = short ? monthOf(short[2]!, language) : null;
  if (short && month !== null) return isoDay(`20${short[3]}`, String(month), short[1]!);
  const numbers = [...text.matchAll(/(?<![\d.,])\d{1,4}(?!\d)/g)].map(([number]) => number);
  const year = numbers.find((number) => number.length === 4);
  const day = numbers.find((number) => number.length <= 2 && number !== year);
  if (year === undefined || numbers.length > 3) return null;
  for (const word of words) {
    const month = monthOf(word, language);
    // Without a day, the first of the month: as exact as it was written.
    if (month !== null) return isoDay(buddhist(year, text), String(month), day ?? '1');
  }
  return null;
}

/** The year before the first of each reign in Japan. */
const ERAS: Record<string, number> = { 令和: 2018, 平成: 1988, 昭和: 1925 };

/** The Thai year is 543 ahead. */
function buddhist(year: string, text: string): string {
  return /\p{Script=Thai}/u.test(text) && Number(year) > 2400 ? String(Number(year) - 543) : year;
}

/**
 * Day, month and year in numbers, the year at either end; which of the others is the day follows from the numbers or
 * the language.
 */
function inNumbers(text: string, language: () => string | null): string | null {
  // A weekday may come with it.
  const plain = text
    .replace(/\p{L}[\p{L}\p{M}.'’]*,?/gu, ' ')
    .replace(/[,()]/g, ' ')
    .trim();
  const yearFirst = /^(\d{4})\s*[-/.]\s*(\d{1,2})(?:\s*[-/.]\s*(\d{1,2}))?\.?$/.exec(plain);
  if (yearFirst) return isoDay(yearFirst[1]!, yearFirst[2]!, yearFirst[3] ?? '1');
  const parts = /^(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})\.?$/.exec(plain);
  if (!parts) return null;
  const [, first, mark, second] = parts;
  const year = parts[4]!.length === 4 ? parts[4] : `20${parts[4]}`;
  // Two digits may be anything, unless dates are written with points.
  if (parts[4]!.length < 4 && (mark !== '.' || !POINTS.has(language() ?? ''))) return null;
  const [a, b] = [Number(first), Number(second)];
  // Points: nobody puts the month first.
  if (mark === '.' || a === b || a > 12) return isoDay(year!, second!, first!);
  if (b > 12) return isoDay(year!, first!, second!);
  const spoken = language();
  if (spoken === null || UNSURE.has(spoken) || YEAR_FIRST.has(spoken)) return null;
  return isoDay(year!, second!, first!);
}

function isoDay(year: string, month: string, day: string): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** The digit's value: the digits of a script are consecutive, and begin at a multiple of ten or at 6. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  if (code < 0x80) return digit;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero--;
  return String(code - zero);
}
