/** Id of the small model that comes with Ownhand; it gives its size and is also the name of its file. */
export const BUILT_IN_ID = 'Ownhand-Box-52M';
/** The name for it when a model is added, also in the command. */
export const BUILT_IN_SOURCE = 'box';

/** Whether this is the built-in model, which serves if there is no other base model. */
export function isBuiltInModel(id: string): boolean {
  return id === BUILT_IN_ID;
}
