/**
 * SQLite's pages carry no checksums, so a flipped bit on the disk would go unnoticed. For each table, triggers keep a
 * sum here: of the CRC-32 of all its rows, modulo 2⁴⁸. It is compared with the rows when the store is opened.
 */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { crc32 } from 'node:zlib';

/** Every column of every table except the full-text index, which can be compared with the items themselves. */
const COLUMNS = {
  items: 'seq id source kind date title tags words bytes sha256 bands text language original description',
  paragraphs: 'seq cut hashes',
  files: 'path size mtime sha256 explicit skipped',
  duplicates: 'id file original',
  forgotten: 'key',
  traces: 'key text source',
  meta: 'key value',
  vectors: 'model sha256 part scale bytes',
};
type Table = keyof typeof COLUMNS;
type Columns = Readonly<Record<Table, string>>;
/** As they were when checksums were introduced. */
const FIRST_COLUMNS: Columns = { ...COLUMNS, items: COLUMNS.items.replace(' description', '') };

const MODULUS_MASK = '0xffffffffffff';

function sumOf(table: Table, of: string, all: Columns): string {
  const columns = all[table].split(' ').map((column) => of + column);
  return `row_sum(${columns.join(', ')})`;
}

function triggersOf(table: Table, columns: Columns): string {
  const add = (sign: '+' | '-', of: string) =>
    `update sums set value = (value ${sign} ${sumOf(table, of, columns)}) & ${MODULUS_MASK} where name = '${table}';`;
  return `
create trigger ${table}_sum_added after insert on ${table} begin ${add('+', 'new.')} end;
create trigger ${table}_sum_removed after delete on ${table} begin ${add('-', 'old.')} end;
create trigger ${table}_sum_changed after update on ${table} begin ${add('-', 'old.')} ${add('+', 'new.')} end;`;
}

const tables = Object.keys(COLUMNS) as Table[];
/** As they were when checksums were introduced. */
const firstTables = tables.filter((table) => table !== 'traces');

/** Creates the table of sums and its triggers, for tables that may have rows already. */
export const WITH_SUMS = `
create table sums(name text primary key, value integer not null) without rowid;
${firstTables.map((table) => withSum(table, FIRST_COLUMNS)).join('\n')}
`;

/** Keeps the checksum of the traces of what was forgotten; for that table. */
export const WITH_TRACE_SUMS = withSum('traces', COLUMNS);

function withSum(table: Table, columns: Columns): string {
  return `insert into sums(name, value) values ('${table}', ${actual(table, columns)});${triggersOf(table, columns)}`;
}

/** Extends the items' sum to their descriptions; for tables that have the column. */
export const WITH_DESCRIPTION_SUMS = `
drop trigger items_sum_added;
drop trigger items_sum_removed;
drop trigger items_sum_changed;
${triggersOf('items', COLUMNS)}
update sums set value = ${actual('items', COLUMNS)} where name = 'items';
`;

function columnsOf(db: DatabaseSync): Columns {
  const described = db.prepare("select 1 from pragma_table_info('items') where name = 'description'").get();
  return described ? COLUMNS : FIRST_COLUMNS;
}

/** Records the tables' own definitions; every change to them must end with this. */
export const NOTE_SCHEMA =
  "insert or replace into sums(name, value) select 'schema', coalesce(sum(row_sum(sql)), 0) from sqlite_schema;";

/** What is damaged, or null if all rows and the tables' definitions are as they were written. */
export function findDamage(db: DatabaseSync): string | null {
  const schema = db.prepare('select coalesce(sum(row_sum(sql)), 0) as sum from sqlite_schema').get();
  if (schema?.sum !== kept(db, 'schema')) return 'schema';
  const traced = db.prepare("select 1 from sqlite_schema where name = 'traces'").get() !== undefined;
  return (traced ? tables : firstTables).find((table) => !isIntact(db, table)) ?? null;
}

/** Whether a table's rows are as they were written. */
export function isIntact(db: DatabaseSync, table: Table): boolean {
  return db.prepare(`select ${actual(table, columnsOf(db))} as sum`).get()?.sum === kept(db, table);
}

/** The sum of a table's rows, which differs if any of them does. */
export function keptSum(db: DatabaseSync, table: Table): string {
  return String(kept(db, table));
}

function kept(db: DatabaseSync, name: string): unknown {
  return db.prepare('select value from sums where name = ?').get(name)?.value;
}

function actual(table: Table, columns: Columns): string {
  return `(select coalesce(sum(${sumOf(table, '', columns)}), 0) & ${MODULUS_MASK} from ${table})`;
}

/** `row_sum` in SQL: CRC-32 of a row's values, each preceded by its kind and length. */
export function rowSum(...values: SQLOutputValue[]): number {
  let sum = 0;
  for (const value of values) {
    const content = value instanceof Uint8Array ? value : String(value);
    sum = crc32(`${value === null ? 'null' : typeof value}:${content.length}:`, sum);
    sum = crc32(content, sum);
  }
  return sum;
}
