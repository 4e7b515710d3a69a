/** What our own sources never do, so that nothing in a document, a model or the page gets run. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../../..');

const RULES: { name: string; pattern: RegExp; bad: string[]; good: string[] }[] = [
  {
    name: 'text is never run as code',
    pattern: /(?<![\w.])eval\s*\(|\bFunction\s*\(|\bset(?:Timeout|Interval)\s*\(\s*['"`]|['"](?:node:)?vm['"]/,
    bad: ['eval(text)', 'new Function(text)', "setTimeout('go()', 1)", "import vm from 'node:vm';"],
    good: ['evaluate(text)', 'isFunction(value)', 'setTimeout(() => go(), 1)'],
  },
  {
    name: 'programs are started without a shell',
    pattern:
      /\bshell\s*:|child_process['"]\)|import [^;]*(?:\bexec\b|\bexecSync\b|\* as )[^;]*['"](?:node:)?child_process['"]/,
    bad: [
      'spawn(program, [], { shell: true })',
      "import { exec } from 'node:child_process';",
      "import { type ChildProcess, execSync } from 'child_process';",
      "import * as programs from 'node:child_process';",
      "require('child_process').exec(text)",
    ],
    good: ["import { execFile } from 'node:child_process';", 'const found = /a/.exec(text);'],
  },
  {
    name: 'no program is started except our own workers, pip for a model that the user asks for, and pmset',
    pattern:
      /import (?!type )[^;]*['"](?:node:)?(?:child_process|cluster)['"]|require\(['"](?:node:)?child_process['"]\)/,
    bad: ["import { execFile } from 'node:child_process';", "import { type ChildProcess, fork } from 'child_process';"],
    good: ["import type { ChildProcess } from 'node:child_process';"],
  },
  {
    name: 'text never becomes HTML',
    pattern:
      /\.(?:inner|outer)HTML\s*\+?=(?!=)|\binsertAdjacentHTML\b|\bdocument\.write|\bcreateContextualFragment\b|\bunsafeHTML\b/,
    bad: ['app.innerHTML = text', 'app.insertAdjacentHTML("beforeend", text)', 'unsafeHTML(text)'],
    good: ['app.textContent = text', 'if (app.outerHTML === before) return'],
  },
  {
    name: 'no connection is opened except to download models, and to a local server that the user names',
    pattern:
      /['"](?:node:)?(?:net|tls|dns|dgram|https?|http2)['"]|\bfetch\s*\(|\bfetch\s*\)\s*\(|\b(?:WebSocket|XMLHttpRequest)\b/,
    bad: ["import net from 'node:net';", 'await fetch(url)', '(options.fetch ?? fetch)(url)', 'new WebSocket(url)'],
    good: ['fetchWheelModel(folder)', 'fetch?: typeof fetch;'],
  },
  {
    name: 'nothing is drawn in an editor except suggestions',
    pattern: /\bcreateTextEditorDecorationType\b|\bsetDecorations\b|\bcreateDiagnosticCollection\b/,
    bad: ['window.createTextEditorDecorationType({})', 'editor.setDecorations(type, [])'],
    good: ['registerInlineCompletionItemProvider(selector, this)'],
  },
];

/** Files that are exempt from a rule. */
const EXCEPTIONS: Record<string, string[]> = {
  // Its script is one constant call, through which a function of ours gets a time limit.
  'text is never run as code': ['src/core/support/limited.ts'],
  'no program is started except our own workers, pip for a model that the user asks for, and pmset': [
    'src/core/model/sources/wheel.ts',
    'src/extension/training/power.ts',
    'src/worker/client.ts',
  ],
  'no connection is opened except to download models, and to a local server that the user names': [
    'src/core/tasks/complete/endpoint.ts',
    'src/core/model/sources/download.ts',
  ],
};

const sources = ['src', 'webview'].flatMap((folder) =>
  fs
    .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll(path.sep, '/')}`),
);

describe.each(RULES)('$name', ({ name, pattern, bad, good }) => {
  it('would be noticed', () => {
    for (const line of bad) expect(line).toMatch(pattern);
    for (const line of good) expect(line).not.toMatch(pattern);
  });

  it('holds in all our sources', () => {
    expect(sources.length).toBeGreaterThan(200);
    const found = sources.filter((file) => pattern.test(fs.readFileSync(path.join(ROOT, file), 'utf8')));
    expect(found.sort()).toEqual((EXCEPTIONS[name] ?? []).toSorted());
  });
});
