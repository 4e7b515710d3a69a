import { type QuickPick, type QuickPickItem, window } from 'vscode';

/**
 * Opens a list at once, shows that its entries are being found, and fills it. Esc also ends the search.
 * @param find gives the entries; none closes the list
 * @param then what happens to the list once it is filled
 * @returns undefined if the user left, or there was nothing
 */
export async function busyPick<T extends QuickPickItem, R>(
  title: string,
  busy: string,
  find: (signal: AbortSignal) => Promise<T[]>,
  then: (pick: QuickPick<T>) => Promise<R | undefined>,
): Promise<R | undefined> {
  const pick = window.createQuickPick<T>();
  const leaving = new AbortController();
  pick.title = title;
  pick.placeholder = busy;
  pick.busy = true;
  pick.ignoreFocusOut = true;
  const left = pick.onDidHide(() => leaving.abort());
  pick.show();
  try {
    const items = await find(leaving.signal);
    if (leaving.signal.aborted || items.length === 0) return undefined;
    pick.busy = false;
    pick.ignoreFocusOut = false;
    pick.items = items;
    left.dispose();
    return await then(pick);
  } finally {
    left.dispose();
    pick.dispose();
  }
}

/** Lets the user choose one entry of an open list. */
export function choose<T extends QuickPickItem>(pick: QuickPick<T>, placeholder: string): Promise<T | undefined> {
  pick.placeholder = placeholder;
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      // Enter pressed before the list has entries chooses nothing and leaves the list open.
      const [chosen] = pick.selectedItems;
      if (chosen) resolve(chosen);
    });
    pick.onDidHide(() => resolve(undefined));
  });
}
