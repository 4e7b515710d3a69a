/** A made-up author who writes about one thing in one way. */
export function item(index: number) {
  const things = ['kettle', 'garden', 'harbour', 'bicycle'];
  const sentences = Array.from(
    { length: 10 },
    (_, at) => `On day ${index + at} the ${things[(index + at) % 4]} was as quiet as ever, and we wrote it down.`,
  );
  return {
    id: `item-${index}`,
    date: `2024-0${1 + index}-01`,
    title: `Notes on the ${things[index % 4]}`,
    tags: [things[index % 4]],
    text: `${sentences.join(' ')} ${things[(index * 7) % 4]} ${index * 13}`,
  };
}
