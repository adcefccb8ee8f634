/** What is used of Electron's `app.commandLine`. */
export interface CommandLine {
  getSwitchValue: (name: string) => string;
  appendSwitch: (name: string, value?: string) => void;
}

/** Everything that Chromium is told on its command line, before the app is ready. Features given by the user stay. */
export function setSwitches(commandLine: CommandLine, isWayland: boolean): void {
  const addTo = (name: string, features: readonly string[]): void => {
    const given = commandLine.getSwitchValue(name).split(',');
    commandLine.appendSwitch(name, [...new Set([...given, ...features])].filter((feature) => feature !== '').join(','));
  };
  // Chromium hides the machine's address behind a random name in .local until the microphone is allowed. The offer goes out
  // before that, and a phone system in the LAN cannot look such a name up: there would be no sound where no STUN server helps.
  addTo('disable-features', ['WebRtcHideLocalIpsWithMdns']);
  // Wayland lets no program listen to keys that are not its own: the desktop's portal passes them on, and asks the user.
  if (isWayland) addTo('enable-features', ['GlobalShortcutsPortal']);
  // Without it Chromium has no candidate at all on a machine that is offline, and the practice line would be silent there.
  commandLine.appendSwitch('allow-loopback-in-peer-connection');
  // An incoming call must ring, and the far end be heard, in a window that nobody has clicked into yet.
  commandLine.appendSwitch('autoplay-policy', 'no-user-gesture-required');
}
