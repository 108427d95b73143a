import type { ServiceContext } from '../context.ts';
import { frameBytes, soundSamples } from './embedding-model.ts';

/** The window asks for the library first; opening a model keeps this process from answering. */
const patienceMilliseconds = 60;

/**
 * Opens the models of the settings, and runs each of their parts once, soon after a library was opened: the first
 * frame a person looks at has its heatmap and its neighbours without waiting for that.
 */
export function warmUpModels({ session, models, settings }: ServiceContext): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  session.afterOpen(() => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const { heatmapModel, retrievalModel } = settings.read();
      void (async () => {
        for (const name of [heatmapModel, retrievalModel]) {
          // A model that does not open says so when someone asks it for something.
          await runOnce(models, name).catch(() => undefined);
        }
      })();
    }, patienceMilliseconds);
    timer.unref();
  });
  session.beforeClose(() => clearTimeout(timer));
}

async function runOnce(models: ServiceContext['models'], name: string): Promise<void> {
  await models.use(name, async ({ network }) => {
    if (network.framesPerMoment !== undefined && network.framesPerMoment !== 1) return;
    const frame = new Uint8Array(frameBytes);
    if (network.frameGrid) await network.frameGrid(frame, 1);
    else if (network.sees) await network.embedFrames(frame, 1);
    if (network.hears) await network.embedSounds(new Float32Array(soundSamples), 1);
  });
}
