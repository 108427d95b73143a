import type { z } from 'zod';
import { type MethodName, methods, type Parsed } from './contract.ts';
import { EarsightError } from './errors.ts';

/** True when the contract has a method of that name (its own: `__proto__` and the like are none). */
export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}

/** The input as the service receives it. Throws `invalid-input` naming the first field at fault. */
export function parseInput<Name extends MethodName>(name: Name, input: unknown): Parsed<Name> {
  const parsed = methods[name].input.safeParse(input);
  // The schema of this very method has just parsed it; TypeScript cannot follow `Name` through the lookup.
  if (parsed.success) return parsed.data as Parsed<Name>;
  throw invalidInput(name, parsed.error);
}

/** A schema's complaint as an `EarsightError` that names the field. */
export function invalidInput(what: string, error: z.ZodError): EarsightError {
  const issue = error.issues[0];
  const field = issue?.path.map(String).join('.') ?? '';
  return new EarsightError(
    'invalid-input',
    `${what}: ${field ? `${field}: ` : ''}${issue?.message ?? 'invalid'}`,
    {
      field,
    },
  );
}
