import { answerCalls } from '../../contract/answerer.ts';
import type { MethodName } from '../../contract/contract.ts';
import type { MessageEndpoint } from '../../contract/endpoint.ts';
import { EarsightError } from '../../contract/errors.ts';
import { isMethodName, parseInput } from '../../contract/parse-input.ts';
import type { Services, ServicesOptions } from '../../services/index.ts';
import { MediaBodies } from './media-bodies.ts';
import { bodyInput, mediaRequest, startInput, workerMethods } from './worker-calls.ts';

/** What a worker needs of the services. */
export type WorkerServices = Pick<Services, 'handlers' | 'media' | 'close'>;
export type CreateWorkerServices = (options: ServicesOptions) => Promise<WorkerServices>;

interface Hosted {
  readonly services: WorkerServices;
  readonly bodies: MediaBodies;
}

/**
 * Answers a main process out of the services that it asks to start. This is all that a worker process does;
 * the process itself only brings the endpoint.
 * @returns a function that closes the services, for the end of the process
 */
export function hostServices(
  endpoint: MessageEndpoint,
  createServices: CreateWorkerServices,
): () => Promise<void> {
  let hosted: Promise<Hosted> | null = null;

  const emit = answerCalls(
    endpoint,
    async (method, input, signal) => {
      if (method === workerMethods.start) {
        hosted ??= start(input);
        await hosted;
        return {};
      }
      if (method === workerMethods.close) {
        await close();
        return {};
      }
      if (!hosted) throw new EarsightError('internal', 'The worker was called before it was started.');
      const { services, bodies } = await hosted;
      if (method === workerMethods.mediaOpen) return bodies.open(mediaRequest.parse(input), signal);
      if (method === workerMethods.mediaRead) return bodies.read(bodyInput.parse(input).body);
      if (method === workerMethods.mediaClose) {
        await bodies.close(bodyInput.parse(input).body);
        return {};
      }
      return callHandler(services, method, input, signal);
    },
    // The main process already limits each of its clients.
    { mostOpen: Number.POSITIVE_INFINITY },
  );

  const start = async (input: unknown): Promise<Hosted> => {
    const { role, appFolder, homeFolder } = startInput.parse(input);
    const services = await createServices({
      role,
      emit,
      ...(appFolder === undefined ? {} : { appFolder }),
      ...(homeFolder === undefined ? {} : { homeFolder }),
    });
    return { services, bodies: new MediaBodies((request) => services.media(request)) };
  };

  const close = async (): Promise<void> => {
    const closing = hosted;
    hosted = null;
    if (closing) await (await closing).services.close();
  };
  return close;
}

/** Parses the input and runs the one handler of that name. */
async function callHandler(
  services: WorkerServices,
  method: string,
  input: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  if (!isMethodName(method) || !Object.hasOwn(services.handlers, method))
    throw new EarsightError('not-found', `This process has no method ${JSON.stringify(method)}.`);
  // `handlers` maps each name to a function of that name's own input, which `parseInput` has just made.
  const handler = services.handlers[method] as (input: unknown, signal: AbortSignal) => unknown;
  return handler(parseInput<MethodName>(method, input), signal);
}
