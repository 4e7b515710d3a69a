/**
 * Checks that package.json and the source agree on commands, settings, views and strings: every declared command is
 * registered and vice versa (those that begin with an underscore are internal); what menus, keys, the walkthrough and
 * the side bar run exists; the contexts that they look at are set; every %string% has its text. And that no save waits
 * for the extension.
 * node scripts/checks/commands.mjs
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const strings = JSON.parse(readFileSync('package.nls.json', 'utf8'));
const files = readdirSync('src/extension', { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
);
const source = files.map((name) => readFileSync(`src/extension/${name}`, 'utf8')).join('\n');
const { contributes } = manifest;

const problems = [];
/** @param {Iterable<string>} found @param {Set<string>} known @param {string} complaint */
function each(found, known, complaint) {
  for (const name of new Set(found)) if (!known.has(name)) problems.push(`${name} ${complaint}`);
}

const declared = new Set(contributes.commands.map((command) => command.command));
// One by one, or as entries of NOTE_COMMANDS.
const registered = new Set(
  [...source.matchAll(/(?:\bregister(?:Command)?\(\s*|\bid: )'(ownhand\.[\w.]+)'/g)].map((match) => match[1]),
);
each(declared, registered, 'is declared in package.json but not registered');
each(registered, declared, 'is registered but not declared in package.json');

const views = Object.values(contributes.views).flat();
const usable = new Set([...declared, ...views.map((view) => `${view.id}.focus`)]);
const inKeys = contributes.keybindings.map(({ command }) => command);
each(inKeys, usable, 'is bound to a key in package.json but is not a command');
const linked = [...JSON.stringify(strings).matchAll(/\(command:(ownhand\.\w+)\)/g)].map((match) => match[1]);
each(linked, usable, 'is linked in package.nls.json but is not a command');
const inMenus = Object.values(contributes.menus).flatMap((items) => items.map((item) => item.command));
each(inMenus, usable, 'is in a menu of package.json but is not a command');
const settings = new Set(Object.keys(contributes.configuration.properties));
const conditions = [...JSON.stringify(contributes).matchAll(/"(?:when|enablement)":"([^"]*)"|onContext:([\w.]+)/g)];
const contexts = new Set(
  conditions
    .flatMap((match) => [...(match[1] ?? match[2]).matchAll(/(?<![\w.])ownhand\.\w+/g)].map(([name]) => name))
    .filter((name) => !views.some((view) => view.id === name)),
);
each(contexts, new Set(source.match(/(?<=')ownhand\.\w+(?=')/g)), 'is looked at in package.json but never set');
const others = new Set([...usable, ...settings, ...contexts, ...views.map((view) => view.id), 'ownhand.status']);
each(
  [...source.matchAll(/'(ownhand\.\w[\w.]*)'/g)].map((match) => match[1]),
  others,
  'is used in src/extension but is not known',
);

const settingsSource = readFileSync('src/extension/settings.ts', 'utf8');
const read = [...settingsSource.matchAll(/\bget\('([\w.]+)'\)/g)].map((match) => `ownhand.${match[1]}`);
each(read, settings, 'is read but is not a setting of package.json');
each(settings, new Set(read), 'is a setting of package.json that nothing reads');
for (const [name, { default: value }] of Object.entries(contributes.configuration.properties)) {
  if (value === undefined) problems.push(`${name} has no default in package.json, and readSettings relies on it`);
}

// Menus cannot refer to a list, so each condition repeats the languages in which notes can be edited.
const edited = /EDITED_LANGUAGES = \[(.*)\]/.exec(source)[1].replaceAll(/[' ]/g, '').split(',');
for (const [condition, list] of JSON.stringify(contributes).matchAll(/editorLangId =~ \/\^\(([^)]*)\)\$\//g)) {
  if (!same(list.split('|'), edited)) problems.push(`${condition} in package.json is not EDITED_LANGUAGES`);
}
// The extension starts with whatever it can edit or continue; the field for commit messages comes with none of these.
const continued = contributes.configuration.properties['ownhand.completions.languages'].default;
const starting = new Set([...continued, ...edited].filter((id) => id !== 'scminput').map((id) => `onLanguage:${id}`));
if (!same(manifest.activationEvents, [...starting]))
  problems.push('activationEvents are not the languages of the settings');

/** @param {string[]} some @param {string[]} others */
function same(some, others) {
  return [...some].sort().join() === [...others].sort().join();
}

// A save never waits for us.
if (/\bonWillSave/.test(source)) problems.push('src/extension takes part in saving documents');

const named = [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]);
each(named, new Set(Object.keys(strings)), 'has no text in package.nls.json');
each(Object.keys(strings), new Set(named), 'is a text of package.nls.json that nothing uses');

for (const { steps } of contributes.walkthroughs) {
  for (const { media } of steps) if (!existsSync(media.svg)) problems.push(`${media.svg} does not exist`);
}

for (const problem of problems) console.error(problem);
console.log(`commands: ${declared.size} declared, ${registered.size} registered, ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
