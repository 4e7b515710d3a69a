/** What the editor shows of a document as Ownhand reads it, inside the extension host. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { type Test, until } from '../testing.ts';
import { GARDEN } from './documents.ts';

/** Runs *Show What Is Read* for a file, and returns what it shows. */
async function shownOf(file: string): Promise<string> {
  await vscode.commands.executeCommand('ownhand.showRead', vscode.Uri.file(file));
  return until('what is read is shown', 30, () => {
    const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.path.startsWith(file));
    return shown?.document.uri.scheme === 'ownhand-preview' && shown.document.getText();
  });
}

export const readTests: Test[] = [
  {
    name: 'Show What Is Read says where a date comes from, which language it is, and why a note is left out',
    run: async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'ownhand-read-'));
      const put = (name: string, text: string) => {
        const file = path.join(folder, name);
        writeFileSync(file, text);
        return file;
      };
      try {
        const whole = await shownOf(put('beans.md', `---\ntitle: Beans\ndate: 2024-05-06\n---\n\n${GARDEN}`));
        assert.match(
          whole,
          /^- Title: Beans\n- Date: 2024-05-06 \(from the field “date”\)\n[\s\S]*- Language: English\n/,
        );
        assert(whole.includes('The beans by the hedge'));
        assert.equal(
          await shownOf(put('short.md', 'Beans.\n')),
          'Ownhand leaves this out: it is too short to learn from.',
        );
        assert.equal(
          await shownOf(put('none.md', '---\ntitle: Beans\n---\n')),
          'Ownhand leaves this out: it has no text.',
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  },
];
