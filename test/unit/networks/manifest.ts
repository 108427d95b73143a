import {
  defaultImageNormalisation,
  defaultSpectrogramNormalisation,
  type Manifest,
} from '../../../src-main/networks/index.ts';

/** A manifest of an untrained network with the usual inputs. */
export function manifestOf(network: Manifest['network'], width: number): Manifest {
  return {
    format: 1,
    network,
    width,
    embeddingSize: 128,
    image: {
      size: 224,
      mean: [...defaultImageNormalisation.mean],
      deviation: [...defaultImageNormalisation.deviation],
    },
    sound: { sampleRateHz: 48000, seconds: 1, ...defaultSpectrogramNormalisation },
    hash: '',
    training: null,
    dataLicence: null,
  };
}
