import type { z } from 'zod';
import { annotationMethods } from './annotations.ts';
import { appMethods } from './app.ts';
import { evaluationMethods } from './evaluation.ts';
import { exportMethods } from './exports.ts';
import { interchangeMethods } from './interchange.ts';
import { jobMethods } from './jobs.ts';
import { libraryMethods } from './library.ts';
import { mapMethods } from './map.ts';
import { modelMethods } from './models.ts';
import { momentMethods } from './moments.ts';
import { proposalMakingMethods } from './proposals.ts';
import { runMethods } from './runs.ts';

/** Everything a client may call. A transport carries it; nobody else cares which one. */
export const methods = {
  ...libraryMethods,
  ...jobMethods,
  ...momentMethods,
  ...modelMethods,
  ...exportMethods,
  ...annotationMethods,
  ...proposalMakingMethods,
  ...interchangeMethods,
  ...runMethods,
  ...evaluationMethods,
  ...mapMethods,
  ...appMethods,
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
/** What a caller passes: defaults may be left out. */
export type Input<Name extends MethodName> = z.input<Methods[Name]['input']>;
/** What a service receives: parsed, defaults filled in. */
export type Parsed<Name extends MethodName> = z.output<Methods[Name]['input']>;
export type Output<Name extends MethodName> = z.output<Methods[Name]['output']>;

/** The services behind the contract: one function a method. */
export type Handlers = {
  [Name in MethodName]: (input: Parsed<Name>, signal: AbortSignal) => Promise<Output<Name>> | Output<Name>;
};
