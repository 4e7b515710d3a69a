import fs from 'node:fs';
import path from 'node:path';

const SUBJECTS: Record<string, string> = {
  bread: 'the dough rests in the old bowl until the oven is hot and the flour smells of summer',
  boats: 'the boat lies at the pier with its ropes wet and waits for the wind from the south',
  bees: 'the bees leave the hive before noon and come back heavy with the dust of the lime trees',
};

/** Writes a made-up author's items, `n` short posts that alternate between three subjects, and returns the file. */
export function writeAuthor(folder: string, name: string, n: number, opening: string): string {
  const file = path.join(folder, `${name}.jsonl`);
  const lines = Array.from({ length: n }, (_, i) => {
    const [tag, words] = Object.entries(SUBJECTS)[i % 3];
    const text = [0, 1, 2]
      .map(
        (part) =>
          `${opening} number ${100 * i + part} of my notes says that ${words}, or so it was in week ${i * 7 + part * 5}.`,
      )
      .join('\n\n');
    return JSON.stringify({
      ...{ id: `${name}-${i}`, date: `2024-${String(i + 1).padStart(2, '0')}-10`, title: `Note ${i} about ${tag}` },
      ...{ tags: [tag, 'notes', ...(i === n - 1 ? ['last'] : [])], text },
    });
  });
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
