import { describe, expect, it } from 'vitest';
import { makeTurns } from '../../../src-main/services/jobs/turns.ts';

const never = new AbortController().signal;

describe('turns', () => {
  it('lets one through at a time, in the order they asked', async () => {
    const turns = makeTurns();
    const order: number[] = [];
    const visits = [1, 2, 3].map(async (visitor) => {
      const handOn = await turns.take(never);
      order.push(visitor);
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(-visitor);
      handOn();
    });
    await Promise.all(visits);
    expect(order).toEqual([1, -1, 2, -2, 3, -3]);
  });

  it('lets as many through at a time as there are places', async () => {
    const turns = makeTurns(2);
    let inside = 0;
    let most = 0;
    const visits = Array.from({ length: 7 }, async () => {
      const handOn = await turns.take(never);
      inside++;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 2));
      inside--;
      handOn();
    });
    await Promise.all(visits);
    expect(most).toBe(2);
  });

  it('passes over one who gave up waiting', async () => {
    const turns = makeTurns();
    const leaving = new AbortController();
    const handOn = await turns.take(never);
    const second = turns.take(leaving.signal);
    const third = turns.take(never);
    leaving.abort(new Error('gave up'));
    await expect(second).rejects.toThrow('gave up');
    handOn();
    (await third)();
  });

  it('hands a turn on once, however often it is asked to', async () => {
    const turns = makeTurns();
    const first = await turns.take(never);
    first();
    const second = await turns.take(never);
    first();
    const third = turns.take(never);
    let entered = false;
    third.then(() => {
      entered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(entered).toBe(false);
    second();
    (await third)();
  });
});
