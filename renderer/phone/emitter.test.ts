import { expect, it, vi } from 'vitest';
import { Emitter } from './emitter.ts';

class Bell extends Emitter<{ rang: number }> {
  ring(times: number): void {
    this.emit('rang', times);
  }
}

it('tells its listeners in the order in which they came', () => {
  const bell = new Bell();
  const heard: string[] = [];
  bell.on('rang', (times) => heard.push(`first ${times}`));
  bell.on('rang', (times) => heard.push(`second ${times}`));
  bell.ring(3);
  expect(heard).toEqual(['first 3', 'second 3']);
});

it('tells no more to a listener that stopped, or that wanted to hear once', () => {
  const bell = new Bell();
  const heard: string[] = [];
  const stop = bell.on('rang', () => heard.push('stopped'));
  bell.on('rang', () => heard.push('once'), { once: true });
  stop();
  stop();
  bell.ring(1);
  bell.ring(2);
  expect(heard).toEqual(['once']);
});

it('lets a listener stop another one, or add one, in the middle of an event', () => {
  const bell = new Bell();
  const heard: string[] = [];
  const stops: (() => void)[] = [];
  bell.on('rang', () => stops.forEach((stop) => void stop()));
  stops.push(bell.on('rang', () => heard.push('stopped')));
  bell.on('rang', () => bell.on('rang', () => heard.push('added'), { once: true }), { once: true });
  bell.ring(1);
  expect(heard).toEqual([]);
  bell.ring(2);
  expect(heard).toEqual(['added']);
});

it('reports a listener that throws, and lets the others hear', () => {
  const onError = vi.fn();
  const bell = new Bell(onError);
  const heard: number[] = [];
  bell.on('rang', () => {
    throw new Error('the view is broken');
  });
  bell.on('rang', (times) => heard.push(times));
  bell.ring(1);
  expect(heard).toEqual([1]);
  expect(onError).toHaveBeenCalledExactlyOnceWith(new Error('the view is broken'));
});
