import { cpuForms, cpuTrainingForms } from '../../onnx/cpu-forms.ts';
import type { ProviderForms } from '../../onnx/encode.ts';
import { channelBlock } from './channel-block.ts';
import type { Provider } from './session.ts';

/** How a model is written for a provider; `fixed` says that its weights are constants of it. */
export async function providerForms(provider: Provider, fixed: boolean): Promise<ProviderForms> {
  if (provider !== 'cpu') return {};
  return fixed ? cpuForms : cpuTrainingForms(await channelBlock());
}
