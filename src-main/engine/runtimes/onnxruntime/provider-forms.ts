import type { Graph } from '../../graph/graph.ts';
import { cpuInferenceForms, cpuTrainingForms } from '../../onnx/cpu-forms.ts';
import type { ProviderForms } from '../../onnx/encode.ts';
import { channelBlock } from './channel-block.ts';
import type { Provider } from './provider.ts';

/**
 * How a model is written for a provider; `fixed` is the graph where its weights become constants of the model, null
 * where they are fed to it.
 */
export async function providerForms(provider: Provider, fixed: Graph | null): Promise<ProviderForms> {
  if (provider !== 'cpu') return {};
  const block = await channelBlock();
  return fixed ? cpuInferenceForms(fixed, block) : cpuTrainingForms(block);
}
