import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Test } from '../testing.ts';

/** What only the inside of the extension host can tell, in the order it is run. */
export const hostTests: Test[] = [
  {
    name: 'the extension is found and becomes active',
    run: async () => {
      const extension = vscode.extensions.getExtension('ownhand.ownhand');
      assert(extension, 'ownhand.ownhand is not installed');
      await extension.activate();
      assert.equal(extension.isActive, true);
    },
  },
];
