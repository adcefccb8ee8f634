/**
 * A sine as raw signed 16-bit samples, mono, little-endian: what Asterisk calls `.sln48` at 48 kHz.
 * The default level of -12 dBFS survives Opus undistorted and is far above any noise gate.
 * @param hz a whole number, so that a file of whole seconds loops without a click
 */
export function sineSamples(hz: number, seconds: number, { rate = 48_000, amplitude = 8_000 } = {}): Buffer {
  const samples = new Int16Array(rate * seconds);
  for (let i = 0; i < samples.length; i++) samples[i] = Math.round(amplitude * Math.sin((2 * Math.PI * hz * i) / rate));
  return Buffer.from(samples.buffer);
}
