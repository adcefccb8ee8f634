import type { QualityCause, QualityGrade } from '../../shared/quality.ts';

const grades = { good: 'Good sound', fair: 'Fair sound', poor: 'Poor sound' } satisfies Record<QualityGrade, string>;

/** What is wrong, and what can be done about it. */
const causes = {
  loss: 'The network loses part of the sound. A cable instead of wireless often helps.',
  delay: 'The network is slow, so you may interrupt each other. A VPN or a distant server may be the reason.',
  jitter: 'The network delivers unevenly, so the sound comes late. A busy wireless network is the usual reason.',
  'no-sound': 'Nothing arrives from the other side. Offhook has tried to repair the connection.',
  'their-silence': 'The other side sends silence. They may be muted.',
  'microphone-silent': 'Your microphone gives nothing but silence. Look whether it is switched off, at the headset perhaps.',
  'microphone-clipping': 'Your microphone is too loud, which sounds harsh. Move it away, or turn it down in your system’s settings.',
  cpu: 'This computer is too busy to play all of the sound. Close other programs.',
} satisfies Record<QualityCause, string>;

/** The same after the call, as the end of a sentence. */
const pastCauses = {
  loss: 'the network lost part of the sound',
  delay: 'the network was slow',
  jitter: 'the network delivered unevenly',
  'no-sound': 'nothing arrived from the other side',
  'their-silence': 'the other side was silent',
  'microphone-silent': 'your microphone gave nothing but silence',
  'microphone-clipping': 'your microphone was too loud',
  cpu: 'this computer was too busy',
} satisfies Record<QualityCause, string>;

export const quality = {
  grade: grades,
  cause: causes,
  past: pastCauses,
  fine: 'Nothing is wrong with the sound.',
  details: '{grade}. Show how the call sounds',
  detailsOf: '{name}: {grade}. Show how the call sounds',
  ofWhom: '{name}: {sentence}',
  title: 'How the call sounds',
  loss: 'Lost, from them',
  lossSent: 'Lost, from you',
  roundTrip: 'Round trip',
  jitter: 'Jitter',
  buffer: 'Waits here',
  score: 'Score',
  scoreOf: '{score} of 4.5',
  codec: 'Codec',
  codecOf: '{codec}, {rate} kbit/s',
  unknown: 'not known yet',
  chart:
    'The last minute: score from {lowest} to {highest}, loss up to {loss}, round trip up to {roundTrip}. | The last {count} minutes: score from {lowest} to {highest}, loss up to {loss}, round trip up to {roundTrip}.',
  chartScore: 'Score',
  chartLoss: 'Loss %',
  chartDelay: 'Round trip ms',
  chartJitter: 'Jitter ms',
  summaryGood: 'The sound was good.',
  summaryMostly: 'The sound was good but for {duration}: {cause}.',
  summaryPoor: 'The sound was bad for {duration}: {cause}.',
  howItWas: 'How the call with {name} sounded',
  interval: 'Measure calls',
  intervalHint: 'How often Offhook looks at the sound of a call. A line that goes dead is noticed in any case.',
  intervalOff: 'Off',
  intervalEach: 'Every {count} seconds | Every second | Every {count} seconds',
};
