export const contenders = ['ours', 'sipjs', 'jssip'] as const;
export type Contender = (typeof contenders)[number];

/** One figure per contender. Null: there is none (not measured, or nothing happened within the time allowed). */
export type Figures = Record<Contender, number | null>;

export interface Metric {
  /** What is measured, for the reader of the table. */
  readonly meaning: string;
  /** The target in words, and the figure that ours may not exceed, given the medians of all. */
  readonly target: string;
  /** Infinity where there is none. */
  readonly limit: (medians: Figures) => number;
}

const faster = ({ sipjs, jssip }: Figures): number => Math.min(sipjs ?? Number.POSITIVE_INFINITY, jssip ?? Number.POSITIVE_INFINITY);
const none = { target: '–', limit: () => Number.POSITIVE_INFINITY };
const atMost = (limit: number) => ({ target: `≤ ${limit}`, limit: () => limit });

export const metrics = {
  load_to_registered_ms: {
    meaning: 'start of the navigation, in a new renderer process and without any cache, to the 200 OK of REGISTER; the account is known',
    target: '≤ 2.5 × SIP.js',
    limit: ({ sipjs }) => 2.5 * (sipjs ?? 0),
  },
  dial_to_invite_ms: {
    meaning: 'press of the Call button to the INVITE; the first call of the page',
    target: '≤ 0.35 × the faster library',
    limit: (medians) => 0.35 * faster(medians),
  },
  dial_to_invite_dead_stun_ms: {
    meaning: 'the same with a STUN server that never answers (a silent UDP socket on loopback)',
    target: '≤ 0.1 × SIP.js',
    limit: ({ sipjs }) => 0.1 * (sipjs ?? 0),
  },
  answer_to_200_ms: {
    meaning: 'press of the Answer button, pressed 700 ms after the ringing began, to the 200 OK',
    target: '≤ 0.5 × the faster library',
    limit: (medians) => 0.5 * faster(medians),
  },
  transfer_complete_ms: {
    meaning:
      'press of Transfer now to the goodbye (BYE) to whoever was handed over, after the report of success; ours alone puts them on hold first, so that they hear nothing of us meanwhile',
    ...none,
  },
  merge_ms: {
    meaning:
      'press of All together, with one call up and one on hold, to the 200 OK that takes the held one off hold; the sound is mixed here by then',
    ...none,
  },
  invite_to_180_ms: { meaning: 'INVITE received to the 180 Ringing', ...atMost(15) },
  invite_to_ring_shown_ms: { meaning: 'INVITE received to the first frame on the screen that shows the Answer button', ...atMost(80) },
  invite_to_ring_window_ms: {
    meaning: 'the same with the main window out of sight, to the first frame of the small window that shows the Answer button',
    ...atMost(120),
  },
  hotkey_to_silence_ms: {
    meaning:
      'the system tells of the key that mutes, to the departure of the packet in which our sound ends. The middle of four presses, spread over the 20 ms of a packet: the key takes about 3 ms to the microphone, the rest is how long a packet takes to fill. Taken on the wire between us and the PBX, as what leaves the PBX is its own; when the sound ends is what the far end hears in each packet, of which 6.5 ms are the look-ahead of Opus, and it must then hear nothing for half a second while our packets, as many as ever, are those of silence',
    ...atMost(30),
  },
  cli_status_ms: { meaning: 'start of `offhook status` to its end, the start of the binary included', ...atMost(150) },
  idle_cpu_pct: {
    meaning:
      'processor time of all processes, registered and left alone for 60 s, in % of one core; the libraries’ whole browser beside it',
    ...atMost(1),
  },
  call_cpu_pct: {
    meaning:
      'processor time of the processes that show pages, in an audio call with a tone, over 30 s from its fortieth second on, when V8 has collected what the load of the page left behind, at the same time in all, in % of one core',
    target: '≤ 1.15 × the better library',
    limit: (medians) => 1.15 * faster(medians),
  },
  video_call_cpu_pct: {
    meaning:
      'the same, over 10 s, in a call that sends and receives pictures of 1280 × 720, 20 a second, VP8, by the echo of the PBX; both are shown, as large as ours shows them',
    target: '≤ 1.15 × the better library',
    limit: (medians) => 1.15 * faster(medians),
  },
  further_call_mb: {
    meaning:
      'private memory of the processes that show pages, in 2²⁰ bytes, that each further call takes with its connection and its sound: six are begun while two are up, and all stay up (ours holds the ones before; the libraries go on sending to all). The first two bring along what runs for the first time, in all alike',
    target: '≤ 1.15 × the better library',
    limit: (medians) => 1.15 * faster(medians),
  },
  further_call_kb: {
    meaning:
      'the part of it that is JavaScript heap, in 1024 bytes; without V8’s compilers, and with its notes about code that ran (feedback) made when it runs first, or code that runs again would count as calls. Ours carries SIP.js and what that keeps of a call, so that SIP.js is the measure',
    target: '≤ 1.15 × SIP.js',
    limit: ({ sipjs }) => 1.15 * (sipjs ?? 0),
  },
  eight_calls_mb: { meaning: 'JavaScript heap with eight calls, seven of them on hold, over that with none, in 2²⁰ bytes', ...atMost(12) },
  answer_to_audio_ms: {
    meaning: 'press of the Answer button, 700 ms after the ringing began, to the first sound of the far end, as the page decoded it',
    target: '≤ 0.6 × the faster library',
    limit: (medians) => 0.6 * faster(medians),
  },
  switch_device_ms: {
    meaning:
      'choice of another microphone in the tray’s menu, in a call, to the first packet with its sound that leaves the PBX; the microphones are voices made in the page, which open at once',
    ...atMost(300),
  },
  device_choice_shown_ms: {
    meaning:
      'choice of another microphone in the tray’s menu, in a call, until the tray, the call card and the command bar show it, or the tray and the settings: the slowest place each time, the middle of eight choices. They show what is open, so opening the device counts',
    ...atMost(100),
  },
  mouth_to_ear_ms: {
    meaning: 'a chirp at the microphone to its return from the echo of the PBX, as the page decoded it, less what the PBX itself took',
    ...none,
  },
  pbx_loop_ms: {
    meaning:
      'what the PBX itself took of each of those chirps: its first packet up to the PBX, to the first that came down, on the wire between the two; all send Opus, and the echo returns it as it is',
    ...none,
  },
  renderer_js_kb: { meaning: 'all JavaScript that the page fetched until it was registered and idle, gzip, in 1000 bytes', ...atMost(300) },
  heap_mb: { meaning: 'JavaScript heap of the idle, registered page after garbage collection, in 2²⁰ bytes', ...atMost(25) },
  heap_growth_pct: {
    meaning:
      'growth of that heap over 200 answered calls, after 110 calls to warm up (our list of recent calls is full then), both times 35 s after the last call; without V8’s compilers, whose code would count',
    ...atMost(3),
  },
} satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as MetricName[];

/** What one run of one contender gave. */
export type Sample = Partial<Record<MetricName, number | null>>;
