/**
 * A folder of somebody's notes, as the tests' user would have it: one voice, a few habits, front matter with comments.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

interface Note {
  title: string;
  tags: string[];
  text: string[];
}

/** Fixed texts in the voice of a person who mends things, keeps a garden and opens with "Plainly put,". */
const NOTES: Note[] = [
  {
    title: 'Sharpening the old chisels',
    tags: ['workshop', 'tools'],
    text: [
      'Plainly put, a dull chisel is a wedge with ambitions. I spent Saturday on the four that came with the bench, and only one of them had been flat on the back since the day it left the factory.',
      'The trick is to stop early. Three strokes on the fine stone, look at the edge against the window, then three more; whoever counts to fifty is polishing the wrong thing. By noon they cut the end grain of pine like cold butter.',
    ],
  },
  {
    title: 'The compost heap woke up',
    tags: ['garden', 'soil'],
    text: [
      'Plainly put, the heap was asleep because it was thirsty. Two watering cans and a fork, and the next morning it steamed like a kettle with the lid off.',
      'I turned it from the left bay to the right one and found the spoon we lost in March. Nothing else in this garden repays half an hour so well, and nothing else smells so honest about it.',
    ],
  },
  {
    title: 'A shelf that does not sag',
    tags: ['workshop', 'wood'],
    text: [
      'Plainly put, books are heavier than they look and a shelf is longer than it feels. At eighty centimetres the board bends by the thickness of a coin within the first winter.',
      'I glued a strip of ash on its edge under the front lip. It is the cheapest beam there is, and nobody sees it unless they sit on the floor with a torch.',
    ],
  },
  {
    title: 'Bread on a cold Tuesday',
    tags: ['kitchen', 'bread'],
    text: [
      'Plainly put, dough keeps its own calendar. The kitchen stood at sixteen degrees and the loaf took the whole day to do what it does in three hours in July.',
      'I left it alone, which is most of the skill. The crust sang when it came out of the oven, and the crumb had the holes that other people photograph.',
    ],
  },
  {
    title: 'Mending the blue bicycle',
    tags: ['workshop', 'bicycle'],
    text: [
      'Plainly put, every rattle is a bolt that nobody asked about. I went round the blue bicycle with one spanner and found seven of them, among them the one that holds the saddle.',
      'The chain had stretched past the mark on the gauge. A new one costs less than the gears it would have eaten, and the ride to the station is quiet again.',
    ],
  },
  {
    title: 'Why the beans failed',
    tags: ['garden', 'vegetables'],
    text: [
      'Plainly put, I sowed them because the calendar said so and not because the soil did. At nine degrees a bean sits in the ground, thinks it over, and rots.',
      'The second row went in when I could leave my bare hand in the earth for a minute without wanting it back. They came up in six days, in a line so straight that I took the credit.',
    ],
  },
  {
    title: 'A list is not a plan',
    tags: ['work', 'habits'],
    text: [
      'Plainly put, my list had forty lines and my week had five days. Writing a thing down feels like doing it, and that is the trouble with paper.',
      'Now each morning I draw a box around three of the lines. The others may stay where they are; they have waited this long and have not complained yet.',
    ],
  },
  {
    title: 'The kettle and the lime',
    tags: ['kitchen', 'repair'],
    text: [
      'Plainly put, our water is half stone. The element wore a white coat as thick as a fingernail, and the kettle had begun to grumble before it boiled.',
      'Vinegar, an hour, and a window left open. I rinsed it twice and made the first tea for the sink; the second one was for me, and it tasted of nothing but tea.',
    ],
  },
  {
    title: 'Rain barrels, counted honestly',
    tags: ['garden', 'water'],
    text: [
      'Plainly put, one barrel is a gesture and three are a supply. The shed roof gives two hundred litres in an afternoon of decent rain, and a tomato drinks more than a guest.',
      'I joined the barrels near the bottom with a bit of hose. They fill together, they empty together, and for once the physics lesson was worth the boredom.',
    ],
  },
  {
    title: 'Notes to a younger carpenter',
    tags: ['workshop', 'wood', 'habits'],
    text: [
      'Plainly put, measure the place and not the plan. Walls lean, floors roll, and the drawing was made by somebody who was warm and dry.',
      'Cut the long piece first, since it can become a short one. Keep the offcut until the glue is dry. And sweep before you eat, because the second half of the day starts with what the first half left lying about.',
    ],
  },
  {
    title: 'Soup from the bottom drawer',
    tags: ['kitchen', 'vegetables'],
    text: [
      'Plainly put, a soft carrot has lost its looks and kept its flavour. I roasted the whole bottom drawer until the edges went dark, and then let the pot do the rest.',
      'A spoon of mustard at the end wakes it up. We ate it twice, and the second day it was better, as soups and grudges are.',
    ],
  },
  {
    title: 'A quiet desk',
    tags: ['work', 'habits'],
    text: [
      'Plainly put, the telephone lives in the hall now. I did not give it up; I merely made it walk, and it turns out that most of what it says can wait for the length of a corridor.',
      'The desk has a lamp, a page and a pencil. On good days I forget the lamp.',
    ],
  },
  {
    title: 'Pruning the plum at last',
    tags: ['garden', 'trees'],
    text: [
      'Plainly put, I was afraid of the tree. For three summers it grew upward and inward, and the plums hung where only the wasps could reach them.',
      'In August, when the wound dries before the rot arrives, I took out every branch that crossed another. It looked like a scandal for a week. Then the light came in, and even the neighbour nodded.',
    ],
  },
  {
    title: 'Gluing what was glued before',
    tags: ['workshop', 'repair'],
    text: [
      'Plainly put, new glue does not hold on old glue. The chair came back to me for the third time because three kind people had each added a spoonful.',
      'I steamed the joint apart, scraped it down to wood, and used less than I wanted to. It has carried two uncles since, one of them laughing.',
    ],
  },
  {
    title: 'Salt, and when',
    tags: ['kitchen', 'habits'],
    text: [
      'Plainly put, salt at the table is an apology. In the water it goes to the heart of the potato; on the plate it only sits there and shouts.',
      'I now weigh it for bread and trust my fingers for everything else. Ten grams to the litre, and the pasta needs no defence.',
    ],
  },
  {
    title: 'The meeting that was a walk',
    tags: ['work', 'walking'],
    text: [
      'Plainly put, we had met on that question four times and sat down each time. On Thursday we went along the canal instead, and by the second lock there was nothing left to discuss.',
      'People who walk side by side do not argue across a table. Besides, it rained, and that put a limit on everyone.',
    ],
  },
  {
    title: 'A drawer for string',
    tags: ['workshop', 'habits'],
    text: [
      'Plainly put, string is never where it was cut. I gave it a drawer of its own, with the scissors tied to the handle by a piece of the same string.',
      'It sounds like a joke until the parcel has to go out before six. Small order beats grand order; the grand kind never survives a Monday.',
    ],
  },
  {
    title: 'Slugs, an armistice',
    tags: ['garden', 'vegetables'],
    text: [
      'Plainly put, I lost. The lettuces by the hedge were theirs by Tuesday, and no beer trap in the county would have changed that.',
      'So the new bed lies in the open, with dry gravel round it and no long grass within a yard. They have the hedge and I have the salad, and we see each other only when it pours.',
    ],
  },
  {
    title: 'Painting a window frame',
    tags: ['repair', 'house'],
    text: [
      'Plainly put, the paint is the last tenth of the work. Scrape, sand, fill, sand again, wipe, and only then open the tin that you were looking forward to.',
      'I let the brush run onto the glass by the width of a match. That thin line keeps the water out, and it is the part that everybody else scrapes off in the name of neatness.',
    ],
  },
  {
    title: 'Reading on the early train',
    tags: ['reading', 'walking'],
    text: [
      'Plainly put, forty minutes a day is a book a week if the book is any good. I stopped taking the newspaper, which is written to be finished, and took novels, which are not.',
      'Twice I missed my stop. The walk back along the river was no loss, and the chapter was worth it.',
    ],
  },
  {
    title: 'The draught under the door',
    tags: ['house', 'repair'],
    text: [
      'Plainly put, we were heating the stairs. A candle held at the sill leaned over like a tired dancer, and the gap was no thicker than two coins.',
      'A brush strip, four screws and a quarter of an hour. The hall is three degrees warmer, and the cat has changed her opinion of the mat.',
    ],
  },
  {
    title: 'Seed packets and other promises',
    tags: ['garden', 'reading'],
    text: [
      'Plainly put, the picture on the packet was taken elsewhere. Somewhere there is a garden without wind, and all the seed firms photograph it.',
      'I keep a notebook with what really came up, in what week, and how it tasted. After six years it is the only gardening book that I believe.',
    ],
  },
  {
    title: 'A letter instead of a message',
    tags: ['work', 'reading'],
    text: [
      'Plainly put, I could not say it in two lines and the answer would have come too fast. So I took paper, and by the end of the first page I had changed my mind about the second.',
      'It went off with a stamp on Monday. The reply has not come yet, and the quiet is part of the conversation.',
    ],
  },
  {
    title: 'What the cellar is for',
    tags: ['house', 'kitchen'],
    text: [
      'Plainly put, a cellar is a slow refrigerator that nobody has to pay for. Apples on the left, potatoes on the right, and never the two together, because the one makes the other sprout.',
      'I check them on Sundays with a torch and take out whatever has begun to soften. What leaves early becomes sauce, and nothing is wasted but the walk down.',
    ],
  },
];

/** Files that the tests open and change, in addition to the notes. */
export const DRAFT = 'draft.md';
export const DRAFT_BEGINNING = '# The dripping tap\n\nPlainly put, the tap had been dripping since';
export const UNTITLED_DRAFT = 'untitled-draft.md';
/** For tags given by hand; too short to be mined. */
export const TAGGING = 'tagging.md';

const DRAFT_BODY = `Plainly put, the tap had been dripping since Easter and we had all learnt to sleep through it. I turned the
water off under the sink, took the old washer out with a bent nail, and found it as hard as a button.

The new one cost less than the coffee I drank before starting. It took ten minutes, and the silence in the kitchen
that night was almost rude.
`;

/**
 * Writes the notes into `folder/notes` (dated a week apart) and two drafts next to them: one to continue, and one whose
 * front matter has comments but neither a title nor tags yet.
 */
export async function writeNotes(folder: string): Promise<{ documents: number }> {
  await mkdir(path.join(folder, 'notes'), { recursive: true });
  const first = Date.UTC(2024, 0, 7);
  for (const [index, note] of NOTES.entries()) {
    const date = new Date(first + index * 7 * 86_400_000).toISOString().slice(0, 10);
    const name = `${note.title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.md`;
    const head = [
      '---',
      `title: ${JSON.stringify(note.title)}`,
      `date: ${date}`,
      `tags: [${note.tags.join(', ')}]`,
      '---',
    ];
    await writeFile(path.join(folder, 'notes', name), `${head.join('\n')}\n\n${note.text.join('\n\n')}\n`);
  }
  await writeFile(path.join(folder, DRAFT), DRAFT_BEGINNING);
  await writeFile(path.join(folder, TAGGING), '---\ntags:\n---\n\nThe soil in the garden is dry.\n');
  await writeFile(
    path.join(folder, UNTITLED_DRAFT),
    `---\n# kept by hand: do not reorder\ndate: 2024-09-01 # a Sunday\nlayout: post\n---\n\n${DRAFT_BODY}`,
  );
  return { documents: NOTES.length + 1 };
}
