import { splitByTime } from '../../src/evaluate/split.ts';
import { type Author, nextOfKind } from './options.ts';
import { type AuthorResult, inTurn, SPLIT, type Study, type Training } from './study.ts';

/** The adapter that all of an author's systems are served with. */
export function personal(author: Author): Training {
  return { name: 'personal', author };
}

export async function trainAll(study: Study): Promise<void> {
  const { authors } = study.options;
  await inTurn(
    'trained',
    authors,
    (author) => study.train(personal(author)),
    ({ name }) => name,
  );
}

export async function evaluateAll(study: Study): Promise<void> {
  const { authors } = study.options;
  await inTurn(
    'evaluated',
    authors,
    (author) => evaluateAuthor(study, author),
    ({ name }) => name,
  );
}

/** Every system on one author; the wrong user is the next author of the same kind. */
function evaluateAuthor(study: Study, author: Author): Promise<AuthorResult> {
  const other = nextOfKind(author, study.options.everybody);
  return study.evaluate('main', author, { other: other?.name ?? null }, {}, async () => {
    const own = await study.train(personal(author));
    if (!other) return { trained: { own } };
    const { history } = splitByTime((await study.items(other)).list(), SPLIT);
    return { trained: { own, other: { ...(await study.train(personal(other))), author: other.name, history } } };
  });
}
