/** The notes of the moving picture: somebody writes each month about the same allotments, and phrases come back. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';

/** By title: tags, and the note's text. */
const NOTES: [string, string[], string][] = [
  [
    'Frost on Willow Lane',
    ['allotment', 'winter'],
    'Thank you to everyone who came to the work day at Willow Lane. It was two degrees and nobody went home early. We cut back the brambles along the fence and carried eleven barrows of them to the heap.\n\nThe water stays off until the end of March. Please check the lock on the tool shed before you leave. Our next work day is on the first Saturday of the month, and there will be soup.',
  ],
  [
    'Seeds to swap in February',
    ['allotment', 'seeds'],
    'The seed swap at Willow Lane is on the last Sunday in February. Bring what you have too much of, in an envelope with a name and a year on it. Last year the beans went first and the parsnips stayed on the table.\n\nIf you are new, come and have a look around. There is always somebody by the gate who knows where things are.',
  ],
  [
    'The shed has a new roof',
    ['allotment', 'repairs'],
    'Thank you to everyone who came to the work day at Willow Lane. The tool shed has a new roof, and for the first time since the storm the forks are dry.\n\nPlease check the lock on the tool shed before you leave; the new key turns the other way. Our next work day is on the first Saturday of the month, and there will be soup.',
  ],
  [
    'Water is back on',
    ['allotment', 'water'],
    'The water at Willow Lane is back on. Two taps drip and one has a new washer. If you are the last to go, turn off the tap at the end of the path and look once more behind you.\n\nThe barrels under the roof of the tool shed are full. Take from them first: a tomato does not mind where its water comes from.',
  ],
  [
    'Who has the long ladder?',
    ['allotment', 'tools'],
    'The long ladder is not in the tool shed at Willow Lane, and the plums will not wait. If you have it, bring it back by the weekend and nobody will ask.\n\nPlease check the lock on the tool shed before you leave. It has been open twice this week.',
  ],
  [
    'Slugs, and what helped',
    ['allotment', 'vegetables'],
    'It was a wet May and the slugs at Willow Lane had a good month. Wool round the lettuces helped a little, going out with a torch helped a lot, and the beer went to waste.\n\nIf you are new, come and have a look around. There is always somebody by the gate who knows where things are, and which bed the slugs prefer.',
  ],
  [
    'A long table in June',
    ['allotment', 'people'],
    'Thank you to everyone who came to the work day at Willow Lane, and stayed for the table afterwards. We were twenty-six, the youngest three weeks old, and there was one potato left.\n\nOur next work day is on the first Saturday of the month. Bring gloves and something to share.',
  ],
  [
    'Dry weeks',
    ['allotment', 'water'],
    'Three weeks without rain. Water in the evening, at the root and not on the leaf, and leave the hose for those with seedlings. If you are the last to go, turn off the tap at the end of the path and look once more behind you.\n\nWhoever is away in August can put a note on the board in the tool shed, and somebody will water.',
  ],
  [
    'Plums for everyone',
    ['allotment', 'fruit'],
    'The old tree at Willow Lane has more plums than we can carry. There are bags by the gate: take what you can use, and leave the ladder where you found it.\n\nPlease check the lock on the tool shed before you leave. The wasps do not need help.',
  ],
  [
    'Bulbs before the rain',
    ['allotment', 'autumn'],
    'Thank you to everyone who came to the work day at Willow Lane. We put four hundred bulbs along the path before the rain came, and some of them the right way up.\n\nOur next work day is on the first Saturday of the month. Bring gloves and something to share.',
  ],
  [
    'The heap is full',
    ['allotment', 'soil'],
    'The heap at Willow Lane is full, and what is at the bottom is as dark as cake. Take two barrows for your own bed and leave the rest for spring. No cooked food, please: the rats have told their friends.\n\nIf you are new, come and have a look around. There is always somebody by the gate who knows where things are.',
  ],
  [
    'Lights out until spring',
    ['allotment', 'winter'],
    'The water at Willow Lane is off, the hoses are in the tool shed, and the board has room again. Thank you to everyone who came to the work day in November.\n\nPlease check the lock on the tool shed before you leave. Our next work day is on the first Saturday of the month, and there will be soup.',
  ],
];

/** The note that is written in the picture. */
export const PICTURE_DRAFT = 'may-at-willow-lane.md';

/** Writes the notes, a month apart, and the draft with nothing but a heading. */
export async function writePictureNotes(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [index, [title, tags, text]] of NOTES.entries()) {
    const date = `2025-${String(index + 1).padStart(2, '0')}-05`;
    const name = `${title
      .toLowerCase()
      .replaceAll(/[^a-z]+/g, '-')
      .replace(/-$/, '')}.md`;
    await writeFile(path.join(folder, name), `---\n${stringify({ title, date, tags })}---\n\n${text}\n`);
  }
  await writeFile(path.join(folder, PICTURE_DRAFT), '# May at the allotments\n\n');
}
