/*
 * What a page says of the sound of its calls when none comes. Both functions run in the page: they use nothing of this module.
 */

export interface Watched {
  __connections?: Set<RTCPeerConnection>;
  /** The elements that were ever given a stream; they stand outside the document. */
  __players?: Set<HTMLMediaElement>;
  /** What the test listens with. */
  __ears?: AudioContext;
}

/** Notes every peer connection and player of the page from now on, on the prototypes, so that what was made in advance is found too. */
export function noteSound(): void {
  const page = globalThis as Watched;
  if (page.__connections) return;
  const connections = new Set<RTCPeerConnection>();
  page.__connections = connections;
  const describe = RTCPeerConnection.prototype.setRemoteDescription as (
    this: RTCPeerConnection,
    description: RTCSessionDescriptionInit,
  ) => Promise<void>;
  RTCPeerConnection.prototype.setRemoteDescription = function (this: RTCPeerConnection, description: RTCSessionDescriptionInit) {
    connections.add(this);
    return describe.call(this, description);
  };
  const players = new Set<HTMLMediaElement>();
  page.__players = players;
  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    ...source,
    set(this: HTMLMediaElement, stream: MediaProvider | null) {
      players.add(this);
      source?.set?.call(this, stream);
    },
  });
}

/**
 * How each step of the way of the sound stands, at two moments half a second apart: the path, what arrives on it, what is taken out to be
 * played, who plays, and what is sent. A line for each live connection, and one for the players.
 */
export async function soundTrouble(): Promise<string> {
  // biome-ignore lint/suspicious/noExplicitAny: the statistics of https://www.w3.org/TR/webrtc-stats/ are untyped in the library of TypeScript
  type Entry = any;
  const page = globalThis as Watched;
  const kinds: Record<string, readonly string[]> = {
    transport: ['dtlsState', 'iceState', 'iceRole', 'dtlsRole', 'selectedCandidatePairChanges'],
    'candidate-pair': ['state', 'nominated', 'requestsSent', 'responsesReceived', 'requestsReceived', 'packetsSent', 'packetsReceived'],
    'inbound-rtp': ['packetsReceived', 'totalSamplesReceived', 'concealedSamples', 'jitterBufferEmittedCount', 'totalAudioEnergy'],
    'media-playout': ['totalSamplesCount', 'synthesizedSamplesDuration'],
    'outbound-rtp': ['active', 'packetsSent'],
    'media-source': ['audioLevel', 'totalAudioEnergy', 'totalSamplesDuration'],
  };
  const trackOf = (track: MediaStreamTrack | null): string =>
    track ? `${track.readyState}${track.muted ? ' muted' : ''}${track.enabled ? '' : ' disabled'}` : 'none';
  const rounded = (value: unknown): unknown => (typeof value === 'number' ? Number(value.toPrecision(5)) : value);
  const entryOf = (entry: Entry): string => {
    const values = kinds[entry.type]!.filter((name) => entry[name] !== undefined).map((name) => `${name} ${rounded(entry[name])}`);
    return `${entry.type} {${values.join(', ')}}`;
  };
  const connectionOf = async (connection: RTCPeerConnection): Promise<string> => {
    const { connectionState, iceConnectionState, iceGatheringState, signalingState } = connection;
    const streams = connection.getTransceivers().map(({ currentDirection, direction, receiver, sender }) => {
      return `${receiver.track.kind} ${direction}/${currentDirection}, receives ${trackOf(receiver.track)}, sends ${trackOf(sender.track)}`;
    });
    const report: Entry[] = [...(await connection.getStats()).values()];
    const entries = report.filter(({ type, kind = 'audio' }) => kinds[type] && kind === 'audio').map(entryOf);
    return [`${connectionState}, ICE ${iceConnectionState}/${iceGatheringState}, ${signalingState}`, ...streams, ...entries].join('; ');
  };
  const look = async (): Promise<string[]> => {
    const live = [...(page.__connections ?? [])].filter(({ connectionState }) => connectionState !== 'closed');
    const players = [...(page.__players ?? [])].filter(({ srcObject }) => srcObject);
    const played = players.map(({ paused, muted, volume, readyState, currentTime, error }) => {
      const state = `${paused ? 'paused' : 'plays'}${muted ? ' muted' : ''} ${volume}, ready ${readyState}, at ${rounded(currentTime)} s`;
      return error ? `${state}, ${error.message}` : state;
    });
    const { state = 'none', currentTime = 0 } = page.__ears ?? {};
    return [
      ...(await Promise.all(live.map(connectionOf))),
      `players: ${played.join('; ') || 'none'}; test's ears: ${state}, at ${rounded(currentTime)} s; page ${document.visibilityState}`,
    ];
  };
  const before = await look();
  await new Promise((resolve) => setTimeout(resolve, 500));
  return `${before.join('\n')}\nhalf a second later:\n${(await look()).join('\n')}`;
}
