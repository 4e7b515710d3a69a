import * as v from 'valibot';
import { OwnhandError, quoted } from '../core/support/errors.ts';

/**
 * Checks that a request's parameters are what it declares: a message comes from another process, which may be of
 * another version. Undeclared fields are dropped.
 * @throws OwnhandError `bad-input` if they are not
 */
export function readParams<S extends v.GenericSchema>(
  { method, params: schema }: { method: string; params: S },
  params: unknown,
): v.InferOutput<S> {
  const { success, issues, output } = v.safeParse(schema, params, { abortEarly: true });
  if (success) return output;
  const at = issues[0].path?.map(({ key }) => String(key)).join('.') ?? 'all of it';
  const why = `"${quoted(at)}" is of the wrong type`;
  throw new OwnhandError(
    'bad-input',
    `Ownhand does not understand the call "${method}" (${why}); correct its arguments.`,
  );
}
