/** The seven tasks of the LaMP benchmark. */
export const LAMP_TASKS = ['LaMP-1', 'LaMP-2', 'LaMP-3', 'LaMP-4', 'LaMP-5', 'LaMP-6', 'LaMP-7'] as const;

export type LampName = (typeof LAMP_TASKS)[number];

/** "LaMP_3", "lamp-3" and "LaMP_2N" name tasks too; null for anything else. */
export function lampTask(name: string): LampName | null {
  const number = /^lamp[-_ ]?(\d)/i.exec(name)?.[1];
  return LAMP_TASKS.find((task) => task === `LaMP-${number}`) ?? null;
}
