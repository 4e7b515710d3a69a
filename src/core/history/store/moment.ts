import type { StoredItem } from './storedItem.ts';

/**
 * A point in an author's time. An ISO date stands for itself. An item stands for the moment it was written: what came
 * before it is dated strictly earlier or, among items without a date, was stored earlier.
 */
export type Moment = string | Pick<StoredItem, 'date' | 'seq'>;

/**
 * The SQL condition "row `i` came before the moment", with its parameters. If one of two rows of the same day has no
 * time of day, neither is before the other.
 */
export function beforeCondition(moment: Moment): { sql: string; values: (string | number)[] } {
  if (typeof moment === 'string') return dated(moment);
  if (moment.date === null) return { sql: '(i.date is null and i.seq < ?)', values: [moment.seq] };
  const { sql, values } = dated(moment.date);
  return { sql: `(${sql} or (i.date is null and i.seq < ?))`, values: [...values, moment.seq] };
}

/** The SQL condition "row `i` is dated at or after the ISO date". */
export function afterCondition(date: string): { sql: string; values: string[] } {
  return { sql: 'i.date >= ?', values: [date] };
}

function dated(date: string): { sql: string; values: string[] } {
  const day = date.slice(0, 10);
  if (date.length <= 10) return { sql: 'i.date < ?', values: [day] };
  return { sql: '(i.date < ? and (length(i.date) > 10 or i.date < ?))', values: [date, day] };
}
