import type { Component } from './components.ts';

const RULE = '='.repeat(80);

/**
 * The text of THIRD_PARTY_NOTICES.
 * @param ownLicence our own MIT licence: its wording stands in for MIT packages that come without one
 */
export function noticesOf(components: Component[], ownLicence: string): string {
  const wording = ownLicence.slice(ownLicence.indexOf('Permission is hereby granted')).trim();
  const heads = components.map(({ name, version, licence }) => `${name} ${version} (${licence})`);
  const sections = components.map(({ name, copyright, texts }, index) => {
    const without = `${name} comes without a text of its licence.

MIT License

${copyright}

${wording}`;
    return [
      RULE,
      heads[index],
      RULE,
      '',
      ...(texts.length > 0 ? texts.map(({ text }) => `${text}\n`) : [`${without}\n`]),
    ];
  });
  return [
    'Ownhand contains the packages below, whole or in part, under the licences that follow.',
    '',
    ...heads.map((head) => `  ${head}`),
    '',
    ...sections.flat(),
  ].join('\n');
}
