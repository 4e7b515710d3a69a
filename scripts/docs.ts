/**
 * Writes the tables of docs/settings-and-commands.md and docs/command-line.md from their declarations: package.json
 * with its texts, and the commands of the command line. Also draws docs/layers.svg from the imports of the sources.
 * node scripts/docs.ts [--check]
 * A table goes between `<!-- table: NAME -->` and `<!-- end -->`; the text around it is written by hand. With `--check`
 * nothing is written, and an outdated page is an error.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { COMMANDS } from '../src/cli/commands.ts';
import { LAYERS, readSources, roomsAndImports } from './checks/imports.ts';
import { COMMANDS_EXPLAINED } from './docs/commands.ts';
import { layersFigure } from './docs/layers.ts';

interface Setting {
  order?: number;
  default?: unknown;
  enum?: string[];
  enumDescriptions?: string[];
  description?: string;
  markdownDescription?: string;
}

interface Manifest {
  contributes: {
    commands: { command: string; title: string }[];
    configuration: { properties: Record<string, Setting> } | { properties: Record<string, Setting> }[];
    keybindings: { command: string; key: string }[];
  };
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const { contributes } = manifest;
const problems: string[] = [];

/** The text that a `%name%` of package.json stands for. */
function text(name = ''): string {
  return name.replace(/^%(.*)%$/, (_, key: string) => texts[key] ?? '');
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function commandsTable(): string {
  const declared = contributes.commands.map(({ command }) => command);
  for (const id of Object.keys(COMMANDS_EXPLAINED)) {
    if (!declared.includes(id))
      problems.push(`scripts/docs/commands.ts explains ${id}, which package.json does not have`);
  }
  const rows = contributes.commands.map(({ command, title }) => {
    const about = COMMANDS_EXPLAINED[command];
    if (about === undefined) problems.push(`scripts/docs/commands.ts does not explain ${command}`);
    return [`**${text(title)}**`, about ?? ''];
  });
  return table(['Command', 'What it does'], rows);
}

function settingsTable(): string {
  const groups = [contributes.configuration].flat();
  const settings = groups.flatMap(({ properties }) =>
    Object.entries(properties).sort(([, a], [, b]) => (a.order ?? 0) - (b.order ?? 0)),
  );
  const rows = settings.map(([name, setting]) => {
    const values = setting.enum?.map((value, i) => `\`${value}\`: ${text(setting.enumDescriptions?.[i])}`) ?? [];
    const about = [text(setting.description ?? setting.markdownDescription), ...values].join('<br>');
    return [`\`${name}\``, defaultOf(setting.default), about];
  });
  return table(['Setting', 'Default', 'Meaning'], rows);
}

function defaultOf(value: unknown): string {
  if (value === '' || value === undefined || (Array.isArray(value) && value.length === 0)) return '–';
  return Array.isArray(value) ? value.map((each) => `\`${each}\``).join(', ') : `\`${value}\``;
}

function commandLineTable(): string {
  const rows = Object.entries(COMMANDS).map(([name, { usage, about }]) => {
    // Long usages go below the table.
    const short = usage.length > 80 ? `${usage.slice(0, 72).replace(/\s\S*$/, '')} …` : usage;
    return [`[\`${short}\`](#${name})`, about];
  });
  return table(['Command', 'What it does'], rows);
}

function commandLineUsages(): string {
  return Object.entries(COMMANDS)
    .map(
      ([name, { usage }]) =>
        `### ${name}\n\n    ownhand ${usage.replace(/ \| (?=[a-z]+ (?:list|add|remove))/g, '\n    ownhand ')}`,
    )
    .join('\n\n');
}

const PAGES: Record<string, Record<string, () => string>> = {
  'docs/settings-and-commands.md': { commands: commandsTable, settings: settingsTable },
  'docs/command-line.md': { commands: commandLineTable, usages: commandLineUsages },
};

const FIGURE = 'docs/layers.svg';

/** Writes a file whose content has changed, or reports that it is out of date. */
function keep(file: string, before: string, after: string): void {
  if (after === before) return;
  if (check) problems.push(`${file} is not what the sources declare; run npm run format`);
  else writeFileSync(file, after);
}

const check = process.argv.includes('--check');
for (const [page, tables] of Object.entries(PAGES)) {
  const before = readFileSync(page, 'utf8');
  const after = Object.entries(tables).reduce((all, [name, make]) => {
    const place = new RegExp(`(<!-- table: ${name} -->\n)[^]*?(<!-- end -->)`);
    if (!place.test(all)) problems.push(`${page} has no place for the table "${name}"`);
    return all.replace(place, (_, start: string, end: string) => `${start}\n${make()}\n\n${end}`);
  }, before);
  keep(page, before, after);
}
const figure = existsSync(FIGURE) ? readFileSync(FIGURE, 'utf8') : '';
keep(FIGURE, figure, layersFigure(LAYERS, roomsAndImports(readSources()).imports));

for (const problem of problems) console.error(problem);
console.log(`docs: ${Object.keys(PAGES).length} pages with tables, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
