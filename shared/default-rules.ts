/* What holds until somebody sets it. Apart from the schemas, because the page needs these at once and those never. */
import type { QualityReports } from './quality.ts';
import type { IncomingRules, OutgoingRules } from './rules.ts';

export const defaultIncomingRules: IncomingRules = {
  doNotDisturb: { isOn: false, schedule: [], exceptions: [], answer: 'busy', pausedUntil: 0 },
  forward: { always: '', busy: '', noAnswer: '', after: 20 },
  blocked: [],
  rejectsAnonymous: false,
  autoAnswer: { isOn: false, after: 3, obeysHeaders: false },
  trustedDomains: [],
  transferRequests: 'ask',
  voicemail: '',
};

export const defaultOutgoingRules: OutgoingRules = {
  countryCode: '',
  trunkPrefix: '0',
  outsidePrefix: '',
  internalLength: 6,
  rewrites: [],
  redirects: 'domain',
  hidesNumber: false,
  headers: [],
};

/** Nothing is told to anybody. */
export const noQualityReports: QualityReports = { collector: '', interval: 0 };
