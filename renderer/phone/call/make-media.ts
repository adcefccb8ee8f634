import type { CallNotice } from '../../../shared/call.ts';
import type { CallCore, CallCorePorts } from './call-core.ts';
import { CallMedia, type CallMediaPorts } from './call-media.ts';
import type { NoticePart, Notices } from './notices.ts';
import { participantMarked } from './participants.ts';

interface OwnPorts extends Pick<CallMediaPorts, 'callId' | 'leg' | 'state' | 'onChange'> {
  notices: Notices;
}

/** The media of a call: what they tell becomes its notices and events. */
export function makeMedia(core: CallCore, ports: CallCorePorts, { notices, ...own }: OwnPorts): CallMedia {
  const onNotice = (part: NoticePart) => (notice: CallNotice | null) => core.note(part, notice);
  const { direction } = core;
  return new CallMedia(
    {
      ...own,
      phone: ports.phone,
      direction,
      peer: () => core.peer,
      participantMarked: (label) => participantMarked(core, label),
      keysSent: () => core.keypad.untilIdle(),
      onMicrophone: onNotice('microphone'),
      onSound: onNotice('sound'),
      onRecording: onNotice('recording'),
      onVideo: (notice) => {
        for (const kind of ['camera', 'screen', 'video'] as const) notices.clear(kind);
        if (notice) notices.raise(notice);
        core.change();
      },
      onReport: (report) => ports.emit('report', report),
      onStream: ({ kind, ...change }) => ports.emit(kind === 'added' ? 'streamAdded' : 'streamRemoved', change),
      onDead: () => void core.requests.hangUp({}, { kind: 'network-lost', by: 'local', code: null, phrase: '' }),
    },
    core.life.state,
  );
}
