import type { ReadFile } from '../core/history/mining/readFiles.ts';
import { SEARCH_MODES } from '../core/retrieval/modes.ts';
import { UsageError } from './arguments.ts';
import type { Command } from './command.ts';
import { actionOf, withProgress, word } from './given.ts';
import { table } from './output.ts';

export const model: Command = {
  about: 'gets, lists or removes base models; `box` is the small one that comes with Ownhand',
  usage: 'model add [default|box|ID|FOLDER|FILE.gguf] | model list | model remove ID',
  words: 2,
  options: {},
  run: async (engine, args, signal) => {
    const action = actionOf(args, { add: 1, list: 0, remove: 1 });
    if (action === 'add') {
      const source = args.words[1] ?? 'default';
      await withProgress((line) => engine.addModel(source, { onProgress: line.show, signal }));
    } else if (action === 'remove') await engine.removeModel(word(args, 1, 'the id of a model'));
    const models = engine.models();
    const rows = models.map((each) => [
      each.id,
      each.architecture,
      each.parameters,
      `${Math.round(each.bytes / 1e6)} MB`,
    ]);
    return { json: { models }, text: rows.length > 0 ? table(rows) : 'No base model yet: ownhand model add default' };
  },
};

export const mine: Command = {
  about:
    'reads folders, documents, or `.jsonl` files of items; run again, it reads only what has changed. With `--dense`, earlier texts are also found by meaning',
  usage: 'mine PATH… [--dense default|ID|FOLDER|none]',
  words: Number.POSITIVE_INFINITY,
  options: { dense: true },
  run: async (engine, args, signal) => {
    word(args, 0, 'a folder or file');
    const given = args.text('dense');
    const dense = given === 'none' ? null : given;
    const result = await withProgress((line) => engine.mine(args.words, { dense, onProgress: line.show, signal }));
    const embedded = result.embedded > 0 ? `, ${result.embedded} embedded` : '';
    const skipped = Object.entries(result.skipped).map(([reason, n]) => `, ${n} skipped: ${reason}`);
    const refused = result.refused.map(({ file, line, reason }) => `\n${file}, line ${line}: ${reason}`);
    return {
      json: result,
      text: `${result.items} items (${result.added} added, ${result.updated} updated, ${result.removed} removed, ${result.duplicates} duplicates, ${result.redacted} secrets redacted${embedded}${skipped.join('')})${refused.join('')}`,
    };
  },
};

export const read: Command = {
  about:
    'shows what mining would store of a document: title, date and where it comes from, tags, language, text; stores nothing',
  usage: 'read FILE…',
  words: Number.POSITIVE_INFINITY,
  options: {},
  run: async (engine, args, signal) => {
    word(args, 0, 'a file');
    const files = await engine.read(args.words, { signal });
    const [first] = files;
    return { json: files.length === 1 && first ? first : { files }, text: files.map(readText).join('\n\n') };
  },
};

export const history: Command = {
  about: 'lists what was read, the latest first',
  usage: 'history [--limit N]',
  options: { limit: true },
  run: async (engine, args) => {
    const result = engine.history(args.number('limit') ?? 20);
    const rows = result.items.map((item) => [item.date?.slice(0, 10) ?? '–', item.title, item.tags.join(', ')]);
    return { json: result, text: `${table(rows)}\n${result.total} items in all` };
  },
};

export const forget: Command = {
  about: 'removes a document, an item or everything from the history, and names the adapters that have learned from it',
  usage: 'forget (--source PATH | --item ID | --all)',
  options: { source: true, item: true, all: false },
  run: async (engine, args) => {
    const [source, item, all] = [args.text('source'), args.text('item'), args.flag('all')];
    if ([source !== undefined, item !== undefined, all].filter(Boolean).length !== 1) {
      throw new UsageError('one of --source, --item and --all is needed');
    }
    const result = engine.forget(all ? { all: true } : item !== undefined ? { item } : { source: source! });
    const { items, adaptersToRetrain: names } = result;
    const retrain =
      names.length > 0 ? ` Train these again, because they have learned from it: ${names.join(', ')}.` : '';
    return { json: result, text: `Forgot ${items} ${items === 1 ? 'item' : 'items'}.${retrain}` };
  },
};

export const search: Command = {
  about: 'finds passages in your earlier writing',
  usage: `search QUERY [-k N] [--before DATE] [--mode ${SEARCH_MODES.join('|')}]`,
  words: Number.POSITIVE_INFINITY,
  options: { k: true, before: true, mode: true },
  run: async (engine, args) => {
    word(args, 0, 'a query');
    const mode = SEARCH_MODES.find((each) => each === args.text('mode'));
    if (!mode && args.text('mode') !== undefined)
      throw new UsageError(`--mode takes one of ${SEARCH_MODES.join(', ')}`);
    const options = { k: args.number('k') ?? 5, before: args.date('before'), mode };
    const result = await engine.search(args.words.join(' '), options);
    return { json: result, text: result.hits.map((hit) => `${hit.title}\n    ${hit.snippet}`).join('\n') };
  },
};

/** How a person reads what was read of a file: what is known about the text, a blank line, the text. */
function readText({
  file,
  line,
  title,
  date,
  dateFrom,
  tags,
  language,
  text,
  words,
  redacted,
  skipped,
}: ReadFile): string {
  const name = line === undefined ? file : `${file}, line ${line}`;
  if (skipped !== null) return `${name}\nLeft out: ${skipped}`;
  const rows = [
    ['Title', title ?? ''],
    ['Date', date === null ? 'none' : `${date} (from: ${dateFrom})`],
    ['Tags', tags.join(', ') || 'none'],
    ['Language', language ?? 'unknown'],
    ['Words', words],
    ['Redacted', redacted],
  ];
  return `${name}\n${table(rows)}\n\n${text}`;
}
