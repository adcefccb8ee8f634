import { expect, it } from 'vitest';
import { EventQueue } from './event-queue.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('keeps events for a listener that comes late, in order', async () => {
  const queue = new EventQueue<number>();
  queue.push(1);
  queue.push(2);
  await turn();
  const heard: number[] = [];
  queue.listener = (event) => heard.push(event);
  queue.push(3);
  expect(heard).toEqual([]);
  await turn();
  expect(heard).toEqual([1, 2, 3]);
});

it('hands what a listener has not heard to its successor', async () => {
  const queue = new EventQueue<number>();
  const first: number[] = [];
  const second: number[] = [];
  queue.listener = (event) => {
    first.push(event);
    queue.listener = (next) => second.push(next);
  };
  queue.push(1);
  queue.push(2);
  await turn();
  expect([first, second]).toEqual([[1], [2]]);
});
