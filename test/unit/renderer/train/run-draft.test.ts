import { describe, expect, it } from 'vitest';
import type { ModelInfo } from '../../../../src-main/contract/models.ts';
import { type RunItem, trainRequest } from '../../../../src-main/contract/runs.ts';
import {
  draftLike,
  freeName,
  newDraft,
  requestOf,
  runOfSameSpeed,
  startsFor,
} from '../../../../src-renderer/views/train/run-draft.ts';

const draft = () => ({ ...newDraft(), name: 'mine' });

function modelOf(name: string, network: ModelInfo['network'], untrained = false): ModelInfo {
  return { name, network, untrained } as ModelInfo;
}

/** A run as the services would list it for a draft. */
function runOf(change: Partial<ReturnType<typeof newDraft>>, measured: Partial<RunItem> = {}): RunItem {
  const request = trainRequest.parse(requestOf({ ...draft(), ...change }, [1], null));
  return {
    id: 'a',
    name: 'earlier',
    network: request.network,
    pairsPerSecond: 8,
    config: { request, options: { ...request.options, network: request.network } },
    ...measured,
  } as RunItem;
}

describe('a new run', () => {
  it('asks for what the contract takes', () => {
    const request = trainRequest.parse(requestOf(draft(), [1, 3], null));
    expect(request).toMatchObject({ name: 'mine', network: 'avol', sources: [1, 3], cacheBytes: 4e9 });
    expect(request.options).toMatchObject({
      pairs: 20_000,
      width: 1,
      patience: 10,
      objective: 'contrastive',
    });
    expect(request.minutes).toBeUndefined();
    expect(request.init).toBeUndefined();
  });

  it('validates about a dozen times, and never more often than each step', () => {
    expect(requestOf(draft(), [], null).options).toMatchObject({ validateEvery: 1667 });
    expect(requestOf({ ...draft(), pairs: 64 }, [], null).options).toMatchObject({ validateEvery: 32 });
  });

  it('leaves the pairs to the services when it has a time', () => {
    const request = requestOf({ ...draft(), budget: 'minutes', minutes: 90 }, [1], null);
    expect(request.minutes).toBe(90);
    expect(request.options).not.toHaveProperty('pairs');
    expect(request.options).not.toHaveProperty('validateEvery');
  });

  it('takes the width of the model it starts from', () => {
    const request = requestOf({ ...draft(), init: 'starter-avol', width: 1 }, [1], 0.25);
    expect(request).toMatchObject({ init: 'starter-avol', options: { width: 0.25 } });
  });
});

describe('models to start from', () => {
  const models = [
    modelOf('ave-b', 'ave'),
    modelOf('avol-a', 'avol'),
    modelOf('blank', 'avol', true),
    modelOf('clip', 'external'),
    modelOf('old', 'l3'),
  ];

  it('are trained, share the towers, and those of the same network come first', () => {
    expect(startsFor('avol', models).map(({ name }) => name)).toEqual(['avol-a', 'ave-b']);
    expect(startsFor('l3', models).map(({ name }) => name)).toEqual(['old']);
    expect(startsFor('ave-of', models)).toEqual([]);
  });
});

describe('what is known of earlier runs', () => {
  it('names follow on from those that are taken', () => {
    expect(freeName('ave', new Set())).toBe('my-ave');
    expect(freeName('ave', new Set(['my-ave', 'my-ave-2']))).toBe('my-ave-3');
  });

  it('the speed is taken from a run of the same work a pair only', () => {
    const run = runOf({});
    expect(runOfSameSpeed(draft(), 1, [run])).toBe(run);
    expect(runOfSameSpeed(draft(), 0.5, [run])).toBeNull();
    expect(runOfSameSpeed({ ...draft(), batch: 64 }, 1, [run])).toBeNull();
    expect(runOfSameSpeed(draft(), 1, [runOf({}, { pairsPerSecond: null })])).toBeNull();
  });

  it('a form filled in from a run asks for the same again, under another name', () => {
    const run = runOf({ network: 'ave', pairs: 5000, batch: 16, sampling: 'naive', seed: 7, init: 'x' });
    const again = draftLike(run, 'my-ave-2');
    const { name, ...asked } = requestOf(again, [1], null);
    expect(name).toBe('my-ave-2');
    const { name: _name, ...before } = (run.config as { request: object }).request as { name: string };
    expect(trainRequest.parse({ ...asked, name: 'x' })).toEqual(trainRequest.parse({ ...before, name: 'x' }));
  });
});
