/**
 * Checks the layers: rooms are on layers, and an import never goes up or round in a circle, not even for a type. No
 * file is longer than 300 lines. The layers are the list below, the lowest first.
 * node scripts/checks/imports.ts [--json]
 * With `--json` it prints `{layers, imports}` instead: each room's layer, and how many imports of files of one room
 * there are in another.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export const MAX_LINES = 300;

/**
 * Rooms by layers, the lowest first: a file may import its own room and those on layers below. A room is a folder with
 * everything in it that is not in a room of its own.
 */
export const LAYERS: readonly string[][] = [
  ['src/core/support'],
  ['src/core/text', 'src/core/files'],
  ['src/core/readers'],
  ['src/core/history/store', 'src/core/history/git'],
  ['src/core/history/mining'],
  ['src/core/history'],
  ['src/core/notes', 'src/core/model'],
  ['src/core/adapter'],
  ['src/core/graph'],
  ['src/core/generate'],
  ['src/core/ngram', 'src/core/retrieval'],
  ['src/core/profile'],
  ['src/core/tasks'],
  ['src/core/train'],
  ['src/core/home'],
  ['src/core/engine'],
  ['src/evaluate', 'src/worker', 'src/uninstall'],
  ['src/cli', 'src/extension'],
  ['webview'],
];

/** `import … from`, `export … from` and a bare `import` at the beginning of a line, and `import(…)` anywhere. */
const IMPORT = /(?:^(?:import|export)\b(?:[^;'"]*?\bfrom\b)?|\bimport\()\s*['"]([^'"]+)['"]/gm;

/** Our own files that a file imports, in any way. */
export function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(IMPORT)]
    .map((match) => match[1])
    .filter((name) => name.startsWith('.'))
    .map((name) => path.posix.join(path.posix.dirname(file), name));
}

/** The room a file is in, and its layer; −1 for none. */
export function roomOf(file: string, layers: readonly string[][]): { room: string; layer: number } {
  let found = { room: '', layer: -1 };
  layers.forEach((rooms, layer) => {
    for (const room of rooms)
      if (file.startsWith(`${room}/`) && room.length > found.room.length) found = { room, layer };
  });
  return found;
}

/**
 * The problems, a sentence each.
 * @param sources text by path from the root
 */
export function problemsIn(sources: ReadonlyMap<string, string>, layers: readonly string[][] = LAYERS): string[] {
  const problems: string[] = [];
  const graph = new Map([...sources].map(([file, text]) => [file, importsOf(file, text)]));
  for (const [file, text] of sources) {
    const lines = text.split('\n').length - 1;
    if (lines > MAX_LINES)
      problems.push(`${file} has ${lines} lines; divide it so that each part has at most ${MAX_LINES}`);
    const from = roomOf(file, layers);
    if (from.layer < 0) problems.push(`${file} is in no room of scripts/checks/imports.ts`);
    for (const target of graph.get(file)!) {
      const to = roomOf(target, layers);
      const neighbour = to.layer === from.layer && to.room !== from.room;
      if (to.layer > from.layer || neighbour) {
        problems.push(`${file} imports ${target}, but ${to.room} is ${neighbour ? 'next to' : 'above'} ${from.room}`);
      }
    }
  }
  for (const circle of circlesIn(graph)) problems.push(`imports go round: ${circle.join(' → ')}`);
  return problems;
}

/**
 * Circles of a graph, one for each set of nodes that reach each other (Tarjan 1972).
 * @returns nodes on the way round, the first once more at the end
 */
export function circlesIn(graph: ReadonlyMap<string, string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (node: string): void => {
    low.set(node, index.size);
    index.set(node, index.size);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node)!, low.get(next)!));
    }
    if (low.get(node) !== index.get(node)) return;
    const members = stack.splice(stack.indexOf(node));
    if (members.length > 1 || graph.get(node)?.includes(node)) circles.push(wayRound(graph, members));
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return circles;
}

/** The shortest way from the first of the members back to it. */
function wayRound(graph: ReadonlyMap<string, string[]>, members: readonly string[]): string[] {
  const [start] = members;
  const ways = [[start]];
  for (const way of ways) {
    for (const next of graph.get(way.at(-1)!) ?? []) {
      if (next === start) return [...way, start];
      if (members.includes(next) && !ways.some((other) => other.includes(next))) ways.push([...way, next]);
    }
  }
  return [...members, start];
}

/** The layers, and how many imports lead from each room into others. */
export function roomsAndImports(sources: ReadonlyMap<string, string>) {
  const counts = new Map<string, number>();
  for (const [file, text] of sources) {
    const { room } = roomOf(file, LAYERS);
    for (const target of importsOf(file, text)) {
      const to = roomOf(target, LAYERS).room;
      const key = `${room} ${to}`;
      if (to !== room) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const imports = [...counts].sort().map(([key, count]) => ({ from: key.split(' ')[0], to: key.split(' ')[1], count }));
  return { layers: LAYERS, imports };
}

export function readSources(): Map<string, string> {
  const files = ['src', 'webview'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
      path.posix.join(folder, name.replaceAll('\\', '/')),
    ),
  );
  const ours = files.filter((file) => file.endsWith('.ts')).sort();
  return new Map(ours.map((file) => [file, readFileSync(file, 'utf8')]));
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  const sources = readSources();
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify(roomsAndImports(sources), null, 2));
  } else {
    const problems = problemsIn(sources);
    for (const problem of problems) console.error(problem);
    console.log(`imports: ${sources.size} files, ${LAYERS.length} layers, ${problems.length} problems`);
    process.exitCode = problems.length > 0 ? 1 : 0;
  }
}
