import type { Command } from 'commander';
import type { AnnotationChoice } from '../../contract/interchange.ts';
import { notFound } from '../../services/errors.ts';
import { findVideoByPath } from '../../services/libraries/index.ts';
import type { Store } from '../../store/index.ts';

/** Options that choose annotations, the same for every export of them. */
export interface AnnotationOptions {
  video?: string[];
  label?: string[];
  author?: string[];
  proposals?: boolean;
}

/** Adds the options that choose annotations to a command. */
export function withAnnotationOptions(command: Command): Command {
  return command
    .option('--video <paths...>', 'only those of these videos')
    .option('--label <names...>', 'only those with these labels')
    .option('--author <names...>', 'only those of these people')
    .option('--proposals', 'also proposals that nobody has accepted yet');
}

/** The choice in ids of the library. Throws `not-found` for a path or a label that it does not have. */
export function annotationChoice(store: Store, options: AnnotationOptions): AnnotationChoice {
  const labels = options.label?.map((name) => {
    const label = store.labels.findByName(name);
    if (label) return label.id;
    const known = store.labels.list().map((one) => one.name);
    throw notFound('label', name, known);
  });
  return {
    proposals: options.proposals ?? false,
    ...(options.video ? { videos: options.video.map((path) => videoId(store, path)) } : {}),
    ...(labels ? { labels } : {}),
    ...(options.author ? { authors: options.author } : {}),
  };
}

/** The library's video at a path. Throws `not-found`. */
export function videoId(store: Store, path: string): number {
  const video = findVideoByPath(store, path);
  if (!video) throw notFound('video', path);
  return video.id;
}

/** Losses and warnings as people read them, one a line. */
export function describeLosses(
  losses: readonly { what: string; count: number }[],
  heading: string,
): string[] {
  return losses.length === 0 ? [] : [heading, ...losses.map(({ what, count }) => `  ${count} × ${what}`)];
}
