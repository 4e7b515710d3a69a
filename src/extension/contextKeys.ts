import { commands } from 'vscode';
import type { AppState, Snapshot } from './state.ts';

/** How far the user has got and what is going on, as context keys for menus and the walkthrough. */
const STEPS: Record<string, (snapshot: Readonly<Snapshot>) => boolean> = {
  'ownhand.hasModel': ({ status }) => status?.model != null,
  'ownhand.hasHistory': ({ status }) => (status?.history.items ?? 0) > 0,
  'ownhand.hasAdapter': ({ adapters }) => adapters.length > 0,
  'ownhand.hasStyle': ({ status }) => status?.adapter != null,
  'ownhand.hasAny': ({ status, adapters }) => (status?.history.items ?? 0) > 0 || adapters.length > 0,
  'ownhand.busy': ({ work }) => work !== null,
  'ownhand.hasAccepted': ({ suggestions }) => suggestions.accepted > 0,
  'ownhand.hasUsedMore': ({ usedMore }) => usedMore,
};

/** Tells VS Code how far the user has got, each change once: every one is a message to the window. */
export function keepContextKeys(state: AppState): { dispose(): void } {
  const told = new Map<string, boolean>();
  const tell = (snapshot: Readonly<Snapshot>) => {
    for (const [key, holds] of Object.entries(STEPS)) {
      const value = holds(snapshot);
      if ((told.get(key) ?? false) === value) continue;
      told.set(key, value);
      void commands.executeCommand('setContext', key, value);
    }
  };
  tell(state.snapshot);
  return state.onDidChange(tell);
}
