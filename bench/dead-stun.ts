import { createSocket } from 'node:dgram';

/** A STUN server that takes every question and answers none, as behind a firewall that drops. Returns its `stun:` URL. */
export async function startDeadStun(): Promise<{ url: string; stop: () => void }> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { url: `stun:127.0.0.1:${socket.address().port}`, stop: () => socket.close() };
}
