/** What can stand open under the controls of a call. */
export type CallPanel = 'keypad' | 'devices' | 'transfer' | 'add' | 'messages' | 'quality' | 'screen';
