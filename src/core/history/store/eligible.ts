import type { SQLInputValue } from 'node:sqlite';
import { beforeCondition, type Moment } from './moment.ts';

/** Which items may be found for a document. */
export interface Eligible {
  /** Only items that came strictly before this moment. */
  before?: Moment;
  excludeId?: string;
  /** A document that must not be found, by its path. */
  excludeSource?: string;
  /** Only items in this language (ISO 639-1) or without a known one; null or absent for any. */
  language?: string | null;
}

/** The same as SQL conditions on row `i`, to be joined by "and"; none if every item may be found. */
export function eligibleConditions({ before, excludeId, excludeSource, language = null }: Eligible): {
  conditions: string[];
  values: SQLInputValue[];
} {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  if (before !== undefined) {
    const condition = beforeCondition(before);
    conditions.push(condition.sql);
    values.push(...condition.values);
  }
  if (excludeId !== undefined) {
    conditions.push('i.id <> ?');
    values.push(excludeId);
  }
  if (excludeSource !== undefined) {
    conditions.push('i.source <> ?');
    values.push(excludeSource);
  }
  if (language !== null) {
    conditions.push('(i.language = ? or i.language is null)');
    values.push(language);
  }
  return { conditions, values };
}
