import * as v from 'valibot';
import { amount, count, text, word } from '../../text/fields.ts';
import { LENGTHS } from './rule.ts';

export const completeParams = v.object({
  text,
  suffix: v.optional(text),
  source: v.optional(word),
  maxTokens: v.optional(count(1, 4_096)),
  strength: v.optional(v.pipe(v.number(), v.finite())),
  threshold: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  readingCost: v.optional(amount),
  length: v.optional(v.picklist(LENGTHS)),
  title: v.nullish(text),
});
