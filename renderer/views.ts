/** The views of the rail, in the order of their keys (Ctrl/Cmd+1 …). */
export const views = ['phone', 'people', 'recordings', 'settings'] as const;
export type View = (typeof views)[number];

/** Sections of the settings, in their order. */
export const settingsSections = [
  'account',
  'audio',
  'video',
  'calls',
  'recording',
  'notifications',
  'appearance',
  'privacy',
  'keys',
  'computer',
  'about',
] as const;
export type SettingsSection = (typeof settingsSections)[number];

/** A matter of a section that is to stand open at once, because something could not be done without it. */
export type SettingsMatter = 'voicemail';
