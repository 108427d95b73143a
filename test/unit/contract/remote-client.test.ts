import { describe, expect, it, vi } from 'vitest';
import { type Answer, answerCalls } from '../../../src-main/contract/answerer.ts';
import type { Client } from '../../../src-main/contract/client.ts';
import { connectedEndpoints, type MessageEndpoint } from '../../../src-main/contract/endpoint.ts';
import { EarsightError } from '../../../src-main/contract/errors.ts';
import { createRemoteClient } from '../../../src-main/contract/remote-client.ts';

/** A back end in this process: how often it was opened, its newest end, and a way to tell events. */
function backEnd(answer: Answer, refusals = 0) {
  const state = {
    opened: 0,
    end: null as MessageEndpoint | null,
    tell: (_name: string, _payload: unknown): void => {},
  };
  const client: Client = createRemoteClient(
    async () => {
      state.opened++;
      if (state.opened <= refusals) throw new Error('not there yet');
      const [page, main] = connectedEndpoints();
      state.end = main;
      state.tell = answerCalls(main, answer);
      return page;
    },
    { retryMilliseconds: [1] },
  );
  return { client, state };
}

const nothing: Answer = async () => ({});
const never: Answer = () => new Promise(() => {});
const turn = (milliseconds = 10): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

describe('the window’s client', () => {
  it('gives the parsed output of a method', async () => {
    const { client } = backEnd(async (method, input) => ({
      query: `${method} ${JSON.stringify(input)}`,
      modality: 'sound',
      durationSeconds: null,
    }));
    const answer = await client.call('queries.create', { name: 'x', data: new Uint8Array([1]) });
    expect(answer.query).toBe('queries.create {"name":"x","data":{"0":1}}');
  });

  it('rejects with the error of the other end, its field included', async () => {
    const { client } = backEnd(async () => {
      throw new EarsightError('invalid-input', 'No.', { field: 'video', allowed: 'a video' });
    });
    await expect(client.call('videos.get', { video: 1 })).rejects.toMatchObject({
      name: 'EarsightError',
      code: 'invalid-input',
      field: 'video',
      allowed: 'a video',
    });
  });

  it('rejects an answer outside the contract', async () => {
    const { client } = backEnd(async () => ({ query: 5 }));
    await expect(client.call('queries.create', { name: 'x', data: new Uint8Array(1) })).rejects.toMatchObject(
      { code: 'internal' },
    );
  });

  it('cancels at the other end when the signal aborts', async () => {
    const aborted = Promise.withResolvers<string>();
    const { client } = backEnd((_method, _input, signal) => {
      signal.addEventListener('abort', () => aborted.resolve('aborted there'));
      return never('', {}, signal);
    });
    const controller = new AbortController();
    const call = client.call('library.summary', {}, controller.signal);
    setTimeout(() => controller.abort(), 5);
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await expect(aborted.promise).resolves.toBe('aborted there');
  });

  it('does not send a call whose signal is aborted already', async () => {
    let calls = 0;
    const { client } = backEnd(async () => ({ calls: calls++ }));
    await expect(client.call('library.summary', {}, AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
    await turn();
    expect(calls).toBe(0);
  });

  it('keeps trying to connect, and sends what was called meanwhile once', async () => {
    let calls = 0;
    const { client, state } = backEnd(async () => ({ job: `${calls++}` }), 3);
    const connections: boolean[] = [];
    client.onConnection((connected) => connections.push(connected));
    await expect(client.call('index.start', {})).resolves.toEqual({ job: '0' });
    expect(state.opened).toBe(4);
    expect(connections).toEqual([false, true]);
  });

  it('rejects unanswered calls when the connection is lost and never sends them again', async () => {
    let calls = 0;
    const { client, state } = backEnd(async (method) => {
      calls++;
      return method === 'index.start' ? never('', {}, new AbortController().signal) : {};
    });
    const connections: boolean[] = [];
    client.onConnection((connected) => connections.push(connected));
    const call = client.call('index.start', {});
    await turn();
    state.end?.close();
    await expect(call).rejects.toMatchObject({ code: 'disconnected' });
    await expect(client.call('jobs.cancel', { job: '1' })).resolves.toEqual({});
    expect(calls).toBe(2);
    expect(connections).toEqual([false, true, false, true]);
  });

  it('hears events over every connection, and only those of the contract', async () => {
    const { client, state } = backEnd(nothing);
    const heard: unknown[] = [];
    const stop = client.on('videos-changed', (event) => heard.push(event));
    await client.call('jobs.cancel', { job: '1' });
    state.tell('videos-changed', { videos: [1] });
    state.tell('videos-changed', { videos: 'all' });
    state.tell('__proto__', {});
    state.tell('unheard-of', {});
    await turn();
    state.end?.close();
    await turn();
    state.tell('videos-changed', { videos: [2] });
    await turn();
    stop();
    state.tell('videos-changed', { videos: [3] });
    await turn();
    expect(heard).toEqual([{ videos: [1] }, { videos: [2] }]);
  });

  it('tells every part of the window an event, though one of them fails', async () => {
    const { client, state } = backEnd(nothing);
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const heard: number[][] = [];
    client.on('videos-changed', () => {
      throw new Error('a part that fails');
    });
    client.on('videos-changed', ({ videos }) => heard.push(videos));
    await turn();
    state.tell('videos-changed', { videos: [7] });
    await turn();
    expect(heard).toEqual([[7]]);
    expect(said).toHaveBeenCalledOnce();
    said.mockRestore();
  });

  it('drops a connection that speaks another protocol', async () => {
    const { client, state } = backEnd(nothing);
    await client.call('jobs.cancel', { job: '1' });
    state.end?.send({ type: 'greeting' });
    await turn();
    await client.call('jobs.cancel', { job: '1' });
    expect(state.opened).toBe(2);
  });
});
