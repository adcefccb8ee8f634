import { createApp } from 'vue';
import { bridge } from '../bridge.ts';
import { i18n } from '../i18n.ts';
import { makeLog } from '../log.ts';
import RingApp from './RingApp.vue';

const log = makeLog(bridge);
const report = (error: unknown): void => log.error(error instanceof Error ? `small window: ${error.stack}` : `small window: ${error}`);
window.addEventListener('error', ({ error, message }) => report(error ?? message));
window.addEventListener('unhandledrejection', ({ reason }) => report(reason));

const app = createApp(RingApp, { bridge }).use(i18n);
app.config.errorHandler = report;
// Drawn while nobody looks, so that the letters are there when somebody calls.
await Promise.all([document.fonts.load('400 14px Inter'), document.fonts.load('600 14px Inter')]);
app.mount('#app');
await bridge.request('app:ready', undefined);
