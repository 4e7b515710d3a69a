import type { Workbench } from './page.ts';
import type { Test } from './testing.ts';

/** The road of a new user, step by step, each with a picture. */
export function userRoad(workbench: Workbench, _home: string): Test[] {
  return [
    {
      name: 'VS Code opens the folder',
      run: async () => {
        await workbench.openFile('draft.md');
        await workbench.screenshot('1-opened');
      },
    },
  ];
}
