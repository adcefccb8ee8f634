import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { type Asterisk, startAsterisk } from '../pbx/asterisk.ts';
import { type Kamailio, startKamailio } from '../pbx/kamailio.ts';
import { ask, connect, signIn, signOut, usePhones, voices } from './transfer-phones.ts';

const { asterisk: root, kamailio: proxy, chromium } = await ensurePeers({ install: false });

const dialplan = `
[users](+)
exten => 620,1,Answer()
 same => n,Wait(1)
 same => n,Transfer(PJSIP/sip:601@127.0.0.1)
 same => n,Set(DB(transfer/status)=\${TRANSFERSTATUS})
 same => n,GotoIf($["\${TRANSFERSTATUS}"="SUCCESS"]?:stay)
 same => n,Hangup()
 same => n(stay),Playtones(600)
 same => n,Wait(3600)
exten => 621,1,Transfer(PJSIP/sip:601@127.0.0.1)
exten => 622,1,Answer()
 same => n,SendText(from the exchange)
 same => n,Playtones(600)
 same => n,Wait(3600)
`;

usePhones(chromium);

describe.skipIf(root === null || chromium === null)('through a real Asterisk', () => {
  let pbx: Asterisk;
  beforeAll(async () => {
    pbx = await startAsterisk({ dialplan });
  });
  afterAll(() => pbx?.stop());
  afterEach(async () => {
    await signOut();
    await pbx.until('core show channels count', (text) => text.includes('0 active channels'));
  });

  test('a blind transfer: the other party hears the new one', async () => {
    await signIn(pbx, '1001', '1002');
    await connect('1001', '1002');
    expect(await ask('transfer', '1001', '601')).toBe('done');
    expect(await ask('ended', '1001')).toEqual(['transferred by local']);
    await ask('hears', '1002', 440);
    expect(await ask('lastText', '1001', 'REFER')).toMatch(/^Refer-To: <sip:601@127\.0\.0\.1>\r$/m);
    expect(await ask('wire', '1001')).toEqual(expect.arrayContaining(['> REFER', '< 202 REFER', '< NOTIFY', '> 200 NOTIFY', '> BYE']));
  });

  test('a blind transfer to nobody is refused, and the call is given back with sound', async () => {
    await signIn(pbx, '1001', '1002');
    await connect('1001', '1002');
    expect(await ask('transfer', '1001', '999')).toBe('rejected 404');
    await ask('has', '1001', 'active');
    await ask('hears', '1001', voices['1002']);
    await ask('hears', '1002', voices['1001']);
    expect((await ask('snapshots', '1001'))[0]).toMatchObject({ transfer: null, notice: 'transfer-failed' });
  });

  test('an attended transfer: both others hear each other', async () => {
    await signIn(pbx, '1001', '1002', '1003');
    await connect('1001', '1002');
    await ask('consult', '1001', '1003');
    await ask('answer', '1003');
    await ask('hears', '1003', voices['1001']);
    await ask('has', '1001', 'held', 'active');
    await ask('describePeer', '1002', { name: 'The plumber' }, { manual: true });
    await ask('describePeer', '1003', { name: 'Ann at work' });
    expect(await ask('completeTransfer', '1001')).toBe('done');
    expect(await ask('ended', '1001', 2)).toEqual(['transferred by local', 'transferred by local']);
    await ask('hears', '1002', voices['1003']);
    await ask('hears', '1003', voices['1002']);
    await ask('talksTo', '1002', '1003');
    await ask('talksTo', '1003', '1002');
    // Whom the user named stays so; what the contacts knew held for the old address.
    expect((await ask('snapshots', '1002'))[0]!.peer.name).toBe('The plumber');
    expect((await ask('snapshots', '1003'))[0]!.peer.name).toBe('User 1002');
    expect(await ask('lastText', '1001', 'REFER')).toMatch(/^Refer-To: <sip:[^">]+\?Replaces=[^">]+>\r$/m);
  });

  test('a consultation is given up, and the call is given back with sound', async () => {
    await signIn(pbx, '1001', '1002');
    await connect('1001', '1002');
    await ask('consult', '1001', '601');
    await ask('hears', '1001', 440, 1);
    expect(await ask('cancelTransfer', '1001')).toBe('done');
    await ask('has', '1001', 'active');
    await ask('hears', '1001', voices['1002']);
    await ask('hears', '1002', voices['1001']);
  });

  test('Asterisk wants us to call somebody else: we do, and it hears of it', async () => {
    await signIn(pbx, '1001');
    await ask('dial', '1001', '620');
    expect(await ask('asked', '1001')).toBe('sip:601@127.0.0.1');
    await ask('acceptTransfer', '1001');
    await pbx.until('database get transfer status', (text) => text.includes('SUCCESS'));
    await pbx.command('database del transfer status');
    expect(await ask('ended', '1001')).toEqual(['transferred by remote']);
    await ask('hears', '1001', 440);
    expect(await ask('lastText', '1001', 'NOTIFY')).toMatch(/^SIP\/2\.0 200 /m);
  });

  test('Asterisk wants us to call somebody else: we do not, and stay with it', async () => {
    await signIn(pbx, '1001');
    await ask('dial', '1001', '620');
    await ask('asked', '1001');
    await ask('declineTransfer', '1001');
    await pbx.until('database get transfer status', (text) => text.includes('FAILURE'));
    await pbx.command('database del transfer status');
    await ask('hears', '1001', 600);
    expect(await ask('wire', '1001')).toContain('> 603 REFER');
  });

  test('a caller is sent on (302), and Asterisk connects them there', async () => {
    await signIn(pbx, '1001', '1002');
    await ask('setRules', '1002', { forward: { always: '601', busy: '', noAnswer: '', after: 20 } });
    await ask('dial', '1001', '1002');
    await ask('hears', '1001', 440);
    expect(await ask('ended', '1002')).toEqual(['redirected by local']);
    expect(await ask('lastText', '1002', 'SIP/2.0 302')).toMatch(/^Contact: <sip:601@127\.0\.0\.1>\r$/m);
  });

  test('whoever is called in the end knows who sent the call on (Diversion)', async () => {
    await signIn(pbx, '1001', '1002', '1003');
    await ask('setRules', '1002', { forward: { always: '1003', busy: '', noAnswer: '', after: 20 } });
    await ask('dial', '1001', '1003');
    expect((await ask('rings', '1003')).forwardedBy).toBeNull();
    await ask('hangUp', '1001');
    await ask('has', '1003');
    await ask('dial', '1001', '1002');
    expect(await ask('rings', '1003')).toMatchObject({ peer: { number: '1001' }, forwardedBy: { number: '1002' } });
    await ask('hangUp', '1001');
  });

  test('Asterisk sends us on (302), and we call there', async () => {
    await signIn(pbx, '1001');
    await ask('dial', '1001', '621');
    await ask('hears', '1001', 440);
    expect(await ask('wire', '1001')).toContain('< 302 INVITE');
  });

  test('text goes through Asterisk both ways, and comes from it', async () => {
    await signIn(pbx, '1001', '1002');
    await connect('1001', '1002');
    expect(await ask('sendMessage', '1001', 'Grüße 😀')).toBe('done');
    expect(await ask('received', '1002')).toBe('Grüße 😀');
    expect(await ask('sendMessage', '1002', 'zurück')).toBe('done');
    expect(await ask('received', '1001')).toBe('zurück');
    await ask('hangUp', '1001');
    await ask('dial', '1001', '622');
    expect(await ask('received', '1001')).toBe('from the exchange');
    await ask('hears', '1001', 600);
  });
});

describe.skipIf(proxy === null || chromium === null)('between our phones, through a real Kamailio', () => {
  let kamailio: Kamailio;
  beforeAll(async () => {
    kamailio = await startKamailio();
  });
  afterAll(() => kamailio?.stop());
  afterEach(signOut);

  test('one hands the other over, who is asked and says yes', async () => {
    await signIn(kamailio, '1001', '1002', '1003');
    await connect('1001', '1002');
    const transferring = ask('transfer', '1001', '1003');
    expect(await ask('asked', '1002')).toBe('sip:1003@127.0.0.1');
    await ask('acceptTransfer', '1002');
    expect((await ask('answer', '1003')).peer.number).toBe('1002');
    expect(await transferring).toBe('done');
    expect(await ask('ended', '1001')).toEqual(['transferred by local']);
    expect(await ask('ended', '1002')).toEqual(['transferred by remote']);
    await ask('hears', '1002', voices['1003']);
    await ask('hears', '1003', voices['1002']);
    expect(await ask('lastText', '1003', 'INVITE')).toMatch(/^Referred-By: <sip:1001@127\.0\.0\.1>\r$/m);
  });

  test('one hands the other over, who says no: the call is given back with sound', async () => {
    await signIn(kamailio, '1001', '1002');
    await connect('1001', '1002');
    const transferring = ask('transfer', '1001', '1003');
    await ask('asked', '1002');
    await ask('declineTransfer', '1002');
    expect(await transferring).toBe('rejected 603');
    await ask('has', '1001', 'active');
    await ask('hears', '1001', voices['1002']);
    await ask('hears', '1002', voices['1001']);
  });

  test('the third declines: both hear each other again', async () => {
    await signIn(kamailio, '1001', '1002', '1003');
    await connect('1001', '1002');
    const transferring = ask('transfer', '1001', '1003');
    await ask('asked', '1002');
    await ask('acceptTransfer', '1002');
    await ask('decline', '1003');
    expect(await transferring).toBe('rejected 603');
    await ask('has', '1001', 'active');
    await ask('has', '1002', 'active');
    await ask('hears', '1001', voices['1002']);
    await ask('hears', '1002', voices['1001']);
  });

  test('an attended transfer takes over the right call (Replaces)', async () => {
    await signIn(kamailio, '1001', '1002', '1003');
    await connect('1001', '1002');
    await ask('consult', '1001', '1003');
    await ask('answer', '1003');
    await ask('hears', '1003', voices['1001']);
    const completing = ask('completeTransfer', '1001');
    await ask('asked', '1002');
    await ask('acceptTransfer', '1002');
    expect(await completing).toBe('done');
    expect(await ask('ended', '1001', 2)).toEqual(['transferred by local', 'transferred by local']);
    await ask('hears', '1002', voices['1003']);
    await ask('hears', '1003', voices['1002']);
    await ask('has', '1003', 'active');
    await ask('talksTo', '1002', '1003');
    await ask('talksTo', '1003', '1002');
  });

  test('of several calls it takes over the right one: the other stays on hold', async () => {
    await signIn(kamailio, '1001', '1002', '1003', '1004');
    await ask('dial', '1003', '1004');
    await ask('answer', '1004');
    await ask('hears', '1003', voices['1004']);
    await connect('1001', '1002');
    await ask('consult', '1001', '1003');
    await ask('answer', '1003');
    await ask('hears', '1001', voices['1003'], 1);
    await ask('has', '1003', 'held', 'active');
    const completing = ask('completeTransfer', '1001');
    await ask('asked', '1002');
    await ask('acceptTransfer', '1002');
    expect(await completing).toBe('done');
    await ask('hears', '1002', voices['1003']);
    await ask('hears', '1003', voices['1002'], 1);
    await ask('has', '1003', 'held', 'active');
    expect((await ask('snapshots', '1003')).map(({ peer }) => peer.number)).toEqual(['1004', '1002']);
    await ask('hears', '1004', null);
    await ask('has', '1004', 'waiting');
  });

  test('headers of one’s own on an answer, a hang-up and a decline are read at the other end', async () => {
    await signIn(kamailio, '1001', '1002');
    await ask('dial', '1001', '1002');
    await ask('answer', '1002', { 'X-Ticket': 'taken' });
    await ask('hears', '1001', voices['1002']);
    expect(await ask('lastText', '1001', 'SIP/2.0 200')).toMatch(/^X-Ticket: taken\r$/m);
    await ask('hangUp', '1001', { 'X-Ticket': 'done' });
    await ask('ended', '1002');
    expect(await ask('lastText', '1002', 'BYE')).toMatch(/^X-Ticket: done\r$/m);
    await ask('dial', '1001', '1002');
    await ask('decline', '1002', { headers: { 'X-Ticket': 'not now' } });
    await ask('ended', '1001', 2);
    expect(await ask('lastText', '1001', 'SIP/2.0 603')).toMatch(/^X-Ticket: not now\r$/m);
  });

  test('a call without a name and number, and one that is declined in words', async () => {
    await signIn(kamailio, '1001', '1002');
    await ask('dial', '1001', '1002', { anonymous: true });
    // Kamailio vouches for the caller all the same; that is not for the screen (RFC 3325 9.3).
    expect(await ask('rings', '1002')).toMatchObject({ peer: { name: 'Anonymous', number: 'anonymous' } });
    const invite = await ask('lastText', '1002', 'INVITE');
    expect(invite).toMatch(/^P-Asserted-Identity: <sip:1001@/m);
    expect(invite).not.toMatch(/^(From|Contact):.*1001/m);
    await ask('decline', '1002', { message: 'In a "meeting"' });
    await ask('ended', '1001');
    expect((await ask('lastEnded', '1001')).state).toMatchObject({ reason: { kind: 'declined', code: 603, phrase: 'In a "meeting"' } });
    // Whoever was called can hang up too: our contact leads to us.
    await ask('dial', '1001', '1002', { anonymous: true });
    await ask('answer', '1002');
    await ask('hears', '1001', voices['1002']);
    await ask('hangUp', '1002');
    expect((await ask('ended', '1001', 2)).at(-1)).toBe('hung-up by remote');
  });

  // Asterisk 22 leaves an INFO that it has no module for without any answer.
  test('text and information go both ways', async () => {
    await signIn(kamailio, '1001', '1002');
    await connect('1001', '1002');
    expect(await ask('sendMessage', '1001', 'hin')).toBe('done');
    expect(await ask('received', '1002')).toBe('hin');
    expect(await ask('sendMessage', '1002', 'her')).toBe('done');
    expect(await ask('received', '1001')).toBe('her');
    expect(await ask('sendInfo', '1001', 'application/json', '{"ticket":4711}')).toBe('done');
    expect(await ask('informed', '1002')).toEqual({ mime: 'application/json', body: '{"ticket":4711}' });
    expect(await ask('sendInfo', '1002', 'text/csv', 'ticket;4712')).toBe('done');
    expect(await ask('informed', '1001')).toEqual({ mime: 'text/csv', body: 'ticket;4712' });
  });
});
