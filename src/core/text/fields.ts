/** Building blocks for the parameters of several requests. */
import * as v from 'valibot';
import { isIsoDate } from './isoTime.ts';

/** For a request without parameters: anything that comes with it is ignored. */
export const nothing = v.custom<undefined>(() => true);
export const text = v.string();
/** A path, id or name: one line. */
export const word = v.pipe(v.string(), v.nonEmpty(), v.maxLength(4_096), v.regex(/^[^\0\r\n]+$/));
/** An ISO date. */
export const date = v.pipe(word, v.check(isIsoDate));
export const paths = v.array(word);
/** An integer within a range. */
export const count = (least: number, most: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
export const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
export const flag = v.optional(v.boolean());
