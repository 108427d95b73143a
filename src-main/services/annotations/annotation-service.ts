import { join } from 'node:path';
import type { annotationMethods } from '../../contract/annotations.ts';
import type { Handlers } from '../../contract/contract.ts';
import type { ServiceContext } from '../context.ts';
import type { Emit, OpenLibrary } from '../session/session.ts';
import { editHandlers } from './annotation-handlers.ts';
import { type AudioSetClass, readAudioSetClasses } from './audioset-names.ts';
import { makeEditor } from './editor.ts';
import { labelHandlers } from './label-handlers.ts';
import { proposalHandlers, readHandlers } from './read-handlers.ts';
import { watchChanges } from './watch-changes.ts';

/** What the annotation methods are built from. */
export interface AnnotationHandlerOptions {
  readonly emit: Emit;
  /** The classes that `labels.importAudioSet` adds; read when first asked for. */
  readonly audioSetClasses: () => readonly AudioSetClass[];
  /** Who edits when a call does not say; the user's account when left out. */
  readonly me?: string | undefined;
}

/** All methods about labels, annotations, their history and proposals, for the library that is open. */
export function createAnnotationHandlers(library: () => OpenLibrary, options: AnnotationHandlerOptions) {
  const editor = makeEditor(library, options.emit, options.me);
  return {
    ...labelHandlers(editor, options.audioSetClasses),
    ...readHandlers(editor),
    ...editHandlers(editor),
    ...proposalHandlers(editor),
  } satisfies Pick<Handlers, keyof typeof annotationMethods>;
}

/** The annotation methods of a process, which also hears of other processes' changes while a library is open. */
export function annotationHandlers(context: ServiceContext): Partial<Handlers> {
  const { session, emit, folders } = context;
  if (context.role === 'interactive') {
    let stop = (): void => {};
    session.afterOpen((library) => {
      stop = watchChanges(library, emit);
    });
    session.beforeClose(() => stop());
  }
  const ontology = join(folders.app, 'resources', 'audioset-ontology.json');
  return createAnnotationHandlers(() => session.current(), {
    emit,
    audioSetClasses: () => readAudioSetClasses(ontology),
  });
}
