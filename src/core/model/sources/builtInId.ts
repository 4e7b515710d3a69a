/** Id of the small model that comes with Ownhand; it says its size and is also the name of its file. */
export const BUILT_IN_ID = 'Ownhand-Box-52M';
/** What names it where a model is added, in the command too. */
export const BUILT_IN_SOURCE = 'box';

/** Whether this is the built-in model: it serves where no other base model is there. */
export function isBuiltInModel(id: string): boolean {
  return id === BUILT_IN_ID;
}
