import { readDate } from './dates.ts';
import { findFrontMatter } from './frontMatterBlock.ts';
import { type FieldMap, fieldsOf } from './frontMatterFields.ts';
import { readTags } from './tagList.ts';

/** What a document says about itself at its top. */
export interface FrontMatter {
  title: string | null;
  date: string | null;
  /** The field that the date comes from. */
  dateField?: string;
  /** The document's own description; absent if there is none. */
  description?: string;
  /** Null if no field contains a tag. */
  tags: string[] | null;
  /** Where the body begins, in UTF-16 units. */
  end: number;
}

/** What depends on the document. */
export interface ReadingHints {
  /** The document's language, asked for only if a date is ambiguous. */
  language?: () => string | null;
  /** Quarto has its tags under `categories`. */
  quarto?: boolean;
}

/**
 * The first one that contains a tag counts: many blogs use `categories` alongside `tags` for the site's own purposes.
 */
const TAG_FIELDS = [
  ...['tags', 'tag', 'keywords', 'keyword'],
  ...['schlagwörter', 'schlagworte', 'stichwörter', 'stichworte', 'étiquettes', 'motsclés', 'motsclefs', 'etiquetas'],
  ...['palabrasclave', 'palavraschave', 'etichette', 'trefwoorden', 'tagi', 'etykiety', 'теги', 'метки', 'мітки'],
  ...['标签', '標籤', '关键词', 'タグ', '태그', 'categories', 'category', 'topics', 'topic', 'kategorien', '分类'],
];
/** In the languages in which the names of date fields are known. */
const TITLE_FIELDS = [
  ...['title', 'titel', 'titre', 'título', 'titulo', 'titolo', 'tytuł', 'заголовок', 'название', 'назва'],
  ...['标题', '標題', '题目', 'タイトル', '題名', '제목'],
];
const QUARTO_TAG_FIELDS = ['categories', ...TAG_FIELDS];
/** Fields in which spaces separate tags, as in Jekyll. */
export const SPACED: ReadonlySet<string> = new Set(['tags', 'tag', 'categories']);
const DATE_FIELDS = [
  'date',
  ...['published', 'publishdate', 'publisheddate', 'publishedat', 'publishedon', 'datepublished', 'publicationdate'],
  ...['pubdate', 'pubdatetime', 'created', 'createdat', 'createdon', 'createddate', 'datecreated', 'creationdate'],
  ...['creationtime', 'createdtime', 'timecreated', 'createtime', 'ctime', 'datetime', 'timestamp', 'written'],
  ...['datum', 'erstellt', 'erstelltam', 'erstelldatum', 'fecha', 'creado', 'créé', 'crééle', 'datedecréation', 'data'],
  ...[
    'criado',
    'aangemaakt',
    'utworzono',
    'дата',
    'создано',
    '日期',
    '创建日期',
    '创建时间',
    '日付',
    '作成日',
    '날짜',
    '작성일',
  ],
];

/** A note's description in a sentence or two, as sites show it. */
export const DESCRIPTION_FIELDS = ['description', 'summary', 'excerpt'] as const;

/** The names of the fields that contain tags, in the order in which they are tried. */
export function tagFields({ quarto = false }: Pick<ReadingHints, 'quarto'> = {}): readonly string[] {
  return quarto ? QUARTO_TAG_FIELDS : TAG_FIELDS;
}

/** Reads the front matter of a document, in any form; see `findFrontMatter`. */
export function readFrontMatter(text: string, reading: ReadingHints = {}): FrontMatter {
  const block = findFrontMatter(text);
  if (!block) return { title: null, date: null, tags: null, end: 0 };
  return { ...fromFields(fieldsOf(block), reading), end: block.bodyStart };
}

/** Title, date and tags from fields. */
export function fromFields(fields: FieldMap, reading: ReadingHints = {}): Omit<FrontMatter, 'end'> {
  const title = titleOf(fields);
  const dated = firstDate(fields, reading);
  return {
    title,
    date: dated?.date ?? null,
    ...(dated && { dateField: dated.name }),
    tags: tagsOf(fields, reading),
    ...describedIn(fields),
  };
}

function titleOf(fields: FieldMap): string | null {
  for (const name of TITLE_FIELDS) {
    const value = fields.get(name)?.value;
    if (typeof value !== 'string' || oneLine(value) === '') continue;
    return oneLine(/^\s*\[\[(?:[^[\]|]*\|)?([^[\]|]+)\]\]\s*$/.exec(value)?.[1] ?? value);
  }
  return null;
}

function describedIn(fields: FieldMap): { description?: string } {
  for (const name of DESCRIPTION_FIELDS) {
    const value = fields.get(name)?.value;
    if (typeof value === 'string' && oneLine(value) !== '') return { description: oneLine(value) };
  }
  return {};
}

function firstDate(fields: FieldMap, { language }: ReadingHints): { name: string; date: string } | null {
  for (const name of DATE_FIELDS) {
    const field = fields.get(name);
    const date = field ? readDate(field.value, language) : null;
    if (field && date !== null) return { name: field.name, date };
  }
  return null;
}

function tagsOf(fields: FieldMap, reading: ReadingHints): string[] | null {
  for (const name of tagFields(reading)) {
    const tags = readTags(fields.get(name)?.value, { spaces: SPACED.has(name) });
    if (tags.length > 0) return tags;
  }
  return null;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
