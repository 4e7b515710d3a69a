/** The tables: how each version of them became the next. */
import { WITH_DESCRIPTION_SUMS, WITH_SUMS, WITH_TRACE_SUMS } from './sums.ts';

/** As in the first version; see `WITH_SEARCHABLE` for what it became. */
const ITEM_REMOVED_AS_WRITTEN = `
create trigger items_removed after delete on items begin
  insert into items_text(items_text, rowid, title, tags, text)
    values ('delete', old.seq, old.title, old.tags, old.text);
end;`;

const ITEM_REMOVED = `
create trigger items_removed after delete on items begin
  insert into items_text(items_text, rowid, title, tags, text)
    values ('delete', old.seq, searchable(old.title), searchable(old.tags), searchable(old.text));
end;`;

/**
 * Removes all items; must run in a transaction. The index is emptied at once, which takes no time, instead of item by
 * item.
 */
export const REMOVE_ALL = `
drop trigger items_removed;
delete from items;
insert into items_text(items_text) values ('delete-all');
${ITEM_REMOVED}`;

// The full-text table keeps no copy of the text (external content); triggers keep it in step with `items`.
const TABLES = `
create table items(
  seq integer primary key autoincrement,
  id text not null unique,
  source text not null,
  kind text not null,
  date text,
  title text not null,
  tags text not null,
  words integer not null,
  bytes integer not null,
  sha256 text not null,
  bands blob not null,
  text text not null
);
create index items_by_source on items(source, words);
create index items_by_date on items(date, seq);
create index items_by_hash on items(sha256);
create index items_by_place on items(seq, date, id, source);
create table files(
  path text primary key,
  size integer not null,
  mtime real not null,
  sha256 text not null,
  explicit integer not null,
  skipped text not null
) without rowid;
create table duplicates(id text primary key, file text not null, original text not null) without rowid;
create index duplicates_by_file on duplicates(file);
create index duplicates_by_original on duplicates(original);
create table meta(key text primary key, value text not null) without rowid;
create virtual table items_text using fts5(
  title, tags, text,
  content='items', content_rowid='seq',
  tokenize='porter unicode61 remove_diacritics 2'
);
insert into items_text(items_text, rank) values ('secure-delete', 1);
create trigger items_added after insert on items begin
  insert into items_text(rowid, title, tags, text) values (new.seq, new.title, new.tags, new.text);
end;
${ITEM_REMOVED_AS_WRITTEN}
create trigger items_changed after update of title, tags, text on items begin
  insert into items_text(items_text, rowid, title, tags, text)
    values ('delete', old.seq, old.title, old.tags, old.text);
  insert into items_text(rowid, title, tags, text) values (new.seq, new.title, new.tags, new.text);
end;
`;

// `original` is the text as mined if paragraphs were cut from `text`; `cut` tells which (see boilerplate.ts). The
// triggers record that paragraphs must be counted again; older items also lack what only this version finds out.
const WITH_PARAGRAPHS = `
alter table items add column language text;
alter table items add column original text;
drop index items_by_place;
create index items_by_place on items(seq, date, id, source, language);
create table paragraphs(
  seq integer primary key references items(seq) on delete cascade,
  cut real not null,
  hashes blob not null
);
create trigger paragraphs_added after insert on paragraphs begin
  insert or ignore into meta(key, value) values ('boilerplate.due', '');
end;
create trigger paragraphs_changed after update of hashes on paragraphs begin
  insert or ignore into meta(key, value) values ('boilerplate.due', '');
end;
create trigger paragraphs_removed after delete on paragraphs begin
  insert or ignore into meta(key, value) values ('boilerplate.due', '');
end;
create table forgotten(key text primary key) without rowid;
insert into meta(key, value) select 'derive.due', '' where exists (select 1 from items);
`;

// Vectors reveal something about the text, so triggers delete them with it.
const WITH_VECTORS = `
create table if not exists vectors(
  model text not null,
  sha256 text not null,
  part integer not null,
  scale real not null,
  bytes blob not null,
  primary key (model, sha256, part)
) without rowid;
create trigger if not exists vectors_removed after delete on items begin
  delete from vectors where sha256 = old.sha256 and not exists (select 1 from items where sha256 = old.sha256);
end;
create trigger if not exists vectors_changed after update of title, text, sha256 on items
  when old.title <> new.title or old.text <> new.text or old.sha256 <> new.sha256 begin
  delete from vectors where sha256 = old.sha256;
end;
`;

// The index takes texts in its own form (see searchable.ts), with vowel marks as parts of their words. Documents are
// read again when they are next mined, since this version reads more in them and leaves out more.
const WITH_SEARCHABLE = `
drop trigger items_added;
drop trigger items_removed;
drop trigger items_changed;
drop table items_text;
create view items_searchable as
  select seq, searchable(title) as title, searchable(tags) as tags, searchable(text) as text from items;
create virtual table items_text using fts5(
  title, tags, text,
  content='items_searchable', content_rowid='seq',
  tokenize="porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
insert into items_text(items_text, rank) values ('secure-delete', 1);
insert into items_text(items_text) values ('rebuild');
create trigger items_added after insert on items begin
  insert into items_text(rowid, title, tags, text)
    values (new.seq, searchable(new.title), searchable(new.tags), searchable(new.text));
end;
${ITEM_REMOVED}
create trigger items_changed after update of title, tags, text on items begin
  insert into items_text(items_text, rowid, title, tags, text)
    values ('delete', old.seq, searchable(old.title), searchable(old.tags), searchable(old.text));
  insert into items_text(rowid, title, tags, text)
    values (new.seq, searchable(new.title), searchable(new.tags), searchable(new.text));
end;
update files set size = -1, sha256 = '';
`;

// Documents are read again when they are next mined, because an earlier version did not keep their descriptions.
const WITH_DESCRIPTIONS = `
alter table items add column description text;
${WITH_DESCRIPTION_SUMS}
update files set size = -1, sha256 = '';
`;

// What was forgotten is recognised under another name, or slightly changed; see traces.ts.
const WITH_TRACES = `
create table traces(key text not null, text text not null, source text not null, primary key (key, text, source)) without rowid;
create index traces_by_source on traces(source);
${WITH_TRACE_SUMS}
`;

/** The steps from each version of the tables to the next; SQLite's `user_version` is the number of steps done. */
export const STEPS = [
  TABLES,
  WITH_PARAGRAPHS,
  WITH_VECTORS + WITH_SUMS,
  WITH_SEARCHABLE,
  WITH_DESCRIPTIONS,
  WITH_TRACES,
];
