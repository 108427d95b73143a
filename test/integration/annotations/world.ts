import type { Handlers, Input, MethodName, Output } from '../../../src-main/contract/contract.ts';
import { methods } from '../../../src-main/contract/contract.ts';
import type { Events } from '../../../src-main/contract/events.ts';
import { createAnnotationHandlers } from '../../../src-main/services/annotations/index.ts';
import type { Store } from '../../../src-main/store/index.ts';
import { addVideos, temporaryLibrary } from '../store/temporary-library.ts';

type AnnotationMethod = keyof ReturnType<typeof createAnnotationHandlers>;

/** A window on a library: calls go through the contract's schemas both ways, as a transport would send them. */
export function windowOn(store: Store, me = 'me') {
  const events: Events['annotations-changed'][] = [];
  const handlers = createAnnotationHandlers(() => ({ folder: store.folder, store }), {
    emit: (name, event) => {
      if (name === 'annotations-changed') events.push(event as Events['annotations-changed']);
    },
    audioSetClasses: () => [
      { id: '/m/1', name: 'Dog' },
      { id: '/m/2', name: 'Violin, fiddle' },
    ],
    me,
  });
  async function call<Name extends AnnotationMethod & MethodName>(
    name: Name,
    input: Input<Name>,
  ): Promise<Output<Name>> {
    const { input: inputs, output: outputs } = methods[name];
    const handler = handlers[name] as unknown as Handlers[Name];
    const answer = await handler(
      inputs.parse(input) as Parameters<Handlers[Name]>[0],
      new AbortController().signal,
    );
    return outputs.parse(answer) as Output<Name>;
  }
  return { call, events };
}

/** A library with two videos of 10 s and a window on it. */
export function annotatedWorld() {
  const store = temporaryLibrary();
  const [a, b] = addVideos(store, 'a.mp4', 'folder/b.mp4');
  for (const video of [a!, b!])
    store.videos.saveProbe(video.id, {
      probe: null,
      durationSeconds: 10,
      hasPicture: true,
      hasSound: true,
      playable: true,
    });
  return { store, a: a!, b: b!, ...windowOn(store) };
}
