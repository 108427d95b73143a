import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { softwareGpu } from './software-gpu.ts';

const environment = softwareGpu();

interface Report {
  readonly selfTest: { readonly passed: boolean; readonly reason: string };
  readonly fallbacks: Readonly<Record<string, string | null>>;
  readonly resident: { readonly totals: readonly number[]; readonly state: readonly number[] };
  readonly ave: { readonly gap: number; readonly gradients: number };
  readonly avol: { readonly gap: number; readonly gradients: number };
  readonly flow: { readonly gap: number; readonly longest: number };
}

describe.skipIf(!environment)('WebGPU on a software GPU', () => {
  let report: Report;

  beforeAll(async () => {
    const child = fileURLToPath(new URL('./webgpu-child.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [child], {
      env: { ...process.env, ...environment },
      timeout: 800_000,
    });
    report = JSON.parse(stdout.trim().split('\n').at(-1)!) as Report;
  }, 820_000);

  test('passes the self-test that lets a provider serve', () => {
    expect(report.selfTest).toMatchObject({ passed: true });
  });

  test.each(['ave', 'avol', 'l3', 'ave-mf', 'ave-of'])(
    'keeps every node of the training graph of %s on the GPU',
    (network) => {
      expect(report.fallbacks[network]).toBeNull();
    },
  );

  test('keeps a state on the GPU from run to run and reads it back', () => {
    expect(report.resident).toEqual({ totals: [10, 21, 44], state: [15, 16, 24, 36] });
  });

  test('agrees with the CPU on the loss and every gradient of AVE-Net', () => {
    expect(report.ave.gradients).toBe(58);
    expect(report.ave.gap).toBeLessThan(1e-3);
  });

  test('agrees with the CPU on the loss and every gradient of AVOL-Net', () => {
    expect(report.avol.gradients).toBeGreaterThan(50);
    expect(report.avol.gap).toBeLessThan(1e-3);
  });

  test('agrees with the CPU on TV-L1 flow', () => {
    expect(report.flow.longest).toBeGreaterThan(0.5);
    expect(report.flow.gap).toBeLessThan(2e-3);
  });
});
