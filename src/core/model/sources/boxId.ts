/** Id of the small model that comes with Ownhand; it says its size and is also the name of its file. */
export const BOX_ID = 'Ownhand-Box-52M';

/** Whether this is the model in the box: it serves where no other base model is there. */
export function isBoxModel(id: string): boolean {
  return id === BOX_ID;
}
