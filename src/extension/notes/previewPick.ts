import { type QuickPick, type QuickPickItem, window } from 'vscode';

export interface PreviewPick<T extends QuickPickItem> {
  title: string;
  placeholder: string;
  /** What the ticked items would write, shown in the title while the user chooses. */
  preview: (chosen: readonly T[]) => string;
  /** Stays open when the user clicks elsewhere, so that they can look at what they are deciding about. */
  stays?: boolean;
}

/** Lets the user tick items of a list and see what that would do. @returns undefined if they left */
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

/** The same for a list that is already filled. */
export function tick<T extends QuickPickItem>(pick: QuickPick<T>, options: PreviewPick<T>): Promise<T[] | undefined> {
  const { items } = pick;
  pick.canSelectMany = true;
  // Sent on its own: rows that came in the same message are drawn without check boxes.
  pick.show();
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
  });
}
