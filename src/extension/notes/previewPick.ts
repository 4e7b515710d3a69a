import { type QuickPick, type QuickPickItem, window } from 'vscode';

export interface PreviewPick<T extends QuickPickItem> {
  title: string;
  placeholder: string;
  /** What the ticked items would write, shown in the title while they are chosen. */
  preview: (chosen: readonly T[]) => string;
  /** Stays open when the user clicks elsewhere, so that what is to be decided on can be looked at. */
  stays?: boolean;
}

/** Lets the user tick some of a list, with what that would do before their eyes. @returns undefined where they left */
export async function pickSome<T extends QuickPickItem>(
  items: readonly T[],
  options: PreviewPick<T>,
): Promise<T[] | undefined> {
  const pick = window.createQuickPick<T>();
  pick.items = items;
  try {
    return await tick(pick, options);
  } finally {
    pick.dispose();
  }
}

/** The same in a list that is filled already. */
export function tick<T extends QuickPickItem>(pick: QuickPick<T>, options: PreviewPick<T>): Promise<T[] | undefined> {
  const { items } = pick;
  pick.canSelectMany = true;
  pick.items = items;
  pick.placeholder = options.placeholder;
  pick.ignoreFocusOut = options.stays ?? false;
  const show = (chosen: readonly T[]) => {
    const preview = options.preview(chosen);
    pick.title = preview === '' ? options.title : `${options.title}: ${preview}`;
  };
  return new Promise((resolve) => {
    pick.onDidChangeSelection(show);
    pick.onDidAccept(() => resolve([...pick.selectedItems]));
    pick.onDidHide(() => resolve(undefined));
    pick.selectedItems = items.filter(({ picked }) => picked);
    show(pick.selectedItems);
    pick.show();
  });
}
