import { ACCENTS, CHARACTERS, DROPPED, SECTIONS, TEXT_ARGUMENT } from './latexCommands.ts';

/** A command that the author defines: its number of arguments, the default of the first, and what it prints. */
interface Macro {
  parameters: number;
  optional: string | null;
  body: string;
}

const MAX_PASSES = 5;
const MAX_USES = 20_000;
/** The text may grow by this many characters. */
const MAX_GROWTH = 200_000;
const MAX_BODY = 2_000;

const DEFINITION =
  /\\(?:(?:new|renew|provide)command|DeclareRobustCommand|(?:New|Renew|Provide|Declare)DocumentCommand|[gex]?def)(?![A-Za-z])\*?[ \t]*/g;
/** Commands that keep their usual meaning, even if a document redefines them. */
const OWN = new Set(['item', 'verb', 'lstinline', 'begin', 'end', 'maketitle', 'documentclass']);

/** Expands the commands that a document defines, and leaves their definitions out. */
export function expandMacros(code: string): string {
  const { rest, macros } = collectMacros(code);
  let text = rest;
  const most = text.length + MAX_GROWTH;
  for (let pass = 0; pass < MAX_PASSES && macros.size > 0; pass++) {
    const expanded = expandOnce(text, macros, most);
    if (expanded === text) break;
    text = expanded;
  }
  return text;
}

function collectMacros(code: string): { rest: string; macros: Map<string, Macro> } {
  const macros = new Map<string, Macro>();
  let rest = '';
  let from = 0;
  DEFINITION.lastIndex = 0;
  for (let match = DEFINITION.exec(code); match; match = DEFINITION.exec(code)) {
    const found = readDefinition(code, DEFINITION.lastIndex, match[0]);
    if (!found) continue;
    rest += code.slice(from, match.index);
    from = found.end;
    DEFINITION.lastIndex = from;
    const known = [SECTIONS, CHARACTERS, ACCENTS, TEXT_ARGUMENT].some((table) => table.has(found.name));
    if (!known && !DROPPED.has(found.name) && !OWN.has(found.name)) macros.set(found.name, found.macro);
  }
  return { rest: rest + code.slice(from), macros };
}

/** Reads what follows `\newcommand` and the like: the name, the parameters and the body. */
function readDefinition(
  code: string,
  start: number,
  command: string,
): { name: string; macro: Macro; end: number } | null {
  const head = code.slice(start, start + 400);
  const named = /^(?:\{\s*\\([A-Za-z@]+)\s*\}|\\([A-Za-z@]+))[ \t]*/.exec(head);
  if (!named) return null;
  let at = start + named[0].length;
  let [parameters, optional]: [number, string | null] = [0, null];
  if (command.includes('DocumentCommand')) {
    const signature = /^\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\s*/.exec(code.slice(at, at + 300));
    if (!signature) return null;
    parameters = signature[1]!.replace(/\{[^{}]*\}/g, '').match(/[moOs]/g)?.length ?? 0;
    at += signature[0].length;
  } else if (command.includes('def')) {
    const list = /^((?:#\d)*)\s*(?=\{)/.exec(code.slice(at, at + 60));
    if (!list) return null;
    parameters = list[1]!.length / 2;
    at += list[0].length;
  } else {
    const options = /^\s*(?:\[(\d)\]\s*)?(?:\[([^\][]*)\]\s*)?(?=\{)/.exec(code.slice(at, at + 300));
    if (!options) return null;
    parameters = Number(options[1] ?? 0);
    optional = options[2] ?? null;
    at += options[0].length;
  }
  const end = groupEnd(code, at);
  if (end < 0) return null;
  return { name: (named[1] ?? named[2])!, macro: { parameters, optional, body: code.slice(at + 1, end - 1) }, end };
}

function expandOnce(text: string, macros: ReadonlyMap<string, Macro>, most: number): string {
  let out = '';
  let from = 0;
  let uses = 0;
  const command = /\\(?:([A-Za-z@]+)|[\s\S])/g;
  for (let match = command.exec(text); match; match = command.exec(text)) {
    const macro = match[1] === undefined ? undefined : macros.get(match[1]);
    if (!macro) continue;
    if (++uses > MAX_USES || out.length + text.length - from > most) break;
    const { values, end } = argumentsOf(text, command.lastIndex, macro);
    const body = macro.body.replace(/#(\d)/g, (_, digit: string) => values[Number(digit) - 1] ?? '');
    out += text.slice(from, match.index) + ended(body, text.slice(end, end + 2));
    from = end;
    command.lastIndex = end;
  }
  return out + text.slice(from);
}

/** What a macro prints, separated from what follows as TeX does; `\xspace` prints a space before a word. */
function ended(body: string, next: string): string {
  const spaced = body.replace(/\\xspace(?![A-Za-z])[ \t]*(?:\{\})?$/, '');
  if (spaced !== body) return /^[\p{L}\p{N}(“`\\$]/u.test(next) && !next.startsWith('\\ ') ? `${spaced} ` : spaced;
  return /\\[A-Za-z@]+$/.test(body) ? `${body}{}` : body;
}

function argumentsOf(text: string, start: number, { parameters, optional }: Macro): { values: string[]; end: number } {
  const values: string[] = [];
  // TeX skips the spaces after a command's name, and one line end.
  let at = start + /^[ \t]*(?:\n[ \t]*(?!\n))?/.exec(text.slice(start, start + 80))![0].length;
  if (optional !== null) {
    const given = /^\[([^\][]{0,300})\]\s?/.exec(text.slice(at, at + 310));
    values.push(given?.[1] ?? optional);
    at += given?.[0].length ?? 0;
  }
  while (values.length < parameters) {
    const space = /^[ \t]*/.exec(text.slice(at, at + 80))![0].length;
    const end = text[at + space] === '{' ? groupEnd(text, at + space) : -1;
    if (end < 0) {
      const single = /^\s*([^\s\\{}])/.exec(text.slice(at, at + 10));
      if (!single) break;
      values.push(single[1]!);
      at += single[0].length;
    } else {
      values.push(text.slice(at + space + 1, end - 1));
      at = end;
    }
  }
  if (parameters === 0 && text.startsWith('{}', at)) at += 2;
  return { values, end: at };
}

/** Where the group that opens here ends, or −1 if it is not closed or too long. */
function groupEnd(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < Math.min(text.length, open + MAX_BODY); i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return i + 1;
  }
  return -1;
}
