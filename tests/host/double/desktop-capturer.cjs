'use strict';
// What could be captured: a list that a test can change. What is captured is the moving picture of Chromium's fake screen, whichever was chosen.
const { nativeImage } = require('./system.cjs');
const { state, strict } = require('./support.cjs');

const picture = (colour) =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="480" height="300"><rect width="480" height="300" fill="${colour}"/></svg>`)}`;

state.captureSources = [
  { id: 'screen:0:0', name: 'Entire screen', colour: '#2b5876' },
  { id: 'window:7:0', name: 'Quarterly figures', colour: '#c9d6c3' },
];

/** Rejects as Electron does where the system refuses: `state.captureSources = null`. */
async function getSources({ types, thumbnailSize = { width: 150, height: 150 }, fetchWindowIcons = false }) {
  if (state.captureSources === null) throw new Error('Failed to get sources.');
  const of = (type) => state.captureSources.filter(({ id }) => id.startsWith(`${type}:`));
  return types.flatMap(of).map(({ id, name, colour }) => ({
    id,
    name,
    display_id: '',
    thumbnail: thumbnailSize.width > 0 ? nativeImage.createFromDataURL(picture(colour)) : nativeImage.createEmpty(),
    appIcon: fetchWindowIcons && id.startsWith('window:') ? nativeImage.createFromDataURL(picture('#444444')) : null,
  }));
}

/** What the app's handler gives a page that wants to capture: true, and whether with sound; false where it gives nothing. */
const capture = (frame, { video, audio }) =>
  new Promise((resolve) => {
    if (!state.displayMediaHandler) return resolve({ video: false, audio: false });
    const request = { frame, securityOrigin: frame.origin, videoRequested: video, audioRequested: audio, userGesture: true };
    state.displayMediaHandler(request, (streams) => {
      state.captured = streams?.video?.id ?? null;
      resolve({ video: Boolean(streams?.video), audio: Boolean(streams?.audio) });
    });
  });

module.exports = { desktopCapturer: strict({ getSources }, 'desktopCapturer'), capture };
