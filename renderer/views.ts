/** The views of the rail, in the order of their keys (Ctrl/Cmd+1 …). */
export const views = ['phone', 'people', 'settings'] as const;
export type View = (typeof views)[number];

/** Sections of the settings, in their order. */
export const settingsSections = ['account', 'audio', 'calls', 'notifications', 'appearance', 'privacy', 'keys', 'about'] as const;
export type SettingsSection = (typeof settingsSections)[number];
