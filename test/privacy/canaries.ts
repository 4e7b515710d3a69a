/** What a note must never reveal, and what it may reveal only to the history. */
import fs from 'node:fs';
import path from 'node:path';

// Built from parts, so that no scanner takes this file's own examples for leaked keys.
/** Secrets of known shapes: replaced before anything is stored. */
export const SECRETS = [
  `AKIA${'QZ7PLM3XW9RTK2VB'}`,
  `ghp_${'x9KfR2mQ7vLp4TzWc8Yb1NdJ6hGs3AeU5iXo'}`,
  `sk-proj-${'Vq3Zr8Lm2Xk9Tp5Wn7Bc4Yd6Hf1Jg0Ss'}`,
  '4539 1488 0343 6467',
  'DE89 3704 0044 0532 0130 00',
  '+49 170 9482375',
  '219-09-9321',
];

/** Sentences of no known shape: writing like any other, until they are forgotten. */
export const PERSONAL = [
  'The spare key of the zinnia cottage lies under the third quagmire flowerpot.',
  'Doctor Vexley said that my left kneecap is made of wobblestone.',
];
/** A word of each sentence that nothing else contains. */
export const PERSONAL_WORDS = ['quagmire', 'wobblestone'];

export const SECRET_NOTE = 'about-me.md';

/** Writes ten plain notes and, among the older ones, the one with all canaries. */
export function writeNotes(folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  for (let i = 0; i < 10; i++) {
    const sentences = Array.from(
      { length: 9 },
      (_, at) => `On day ${at + 2} the kettle${i} of place${i}x${at} met word${i}y${at * 3} and we said so.`,
    );
    write(folder, `note-${i}.md`, i + 1, `Note ${i}`, sentences.join(' '));
  }
  const secrets = SECRETS.map((secret, i) => `Line ${i} of my papers says ${secret} and no more.`);
  write(folder, SECRET_NOTE, 3, 'About me', [...PERSONAL, ...secrets, ...PERSONAL].join(' '));
}

function write(folder: string, name: string, day: number, title: string, text: string): void {
  const date = `2024-01-${String(day).padStart(2, '0')}`;
  fs.writeFileSync(
    path.join(folder, name),
    `---\ntitle: ${title}\ntags: [t${day % 3}]\ndate: ${date}\n---\n\n${text}\n`,
  );
}
