import { describe, expect, it } from 'vitest';
import { MIN_SHOWN_MS } from '../../../../src-main/execution/approvals.ts';
import { longestRule } from '../../../../src-main/execution/standing.ts';
import {
  announcedAt,
  isShort,
  minutesAndSeconds,
  secondsLeft,
} from '../../../../src-renderer/approval/countdown.ts';
import {
  allowBlock,
  denyBlock,
  isEndInView,
  READABLE_MS,
  type GateFacts,
} from '../../../../src-renderer/approval/gate.ts';
import {
  commonFolder,
  durations,
  durationWords,
  matchFor,
  narrowings,
  NARROWEST,
  nearestDuration,
  scopeFor,
} from '../../../../src-renderer/approval/scope.ts';
import { keyMeaning } from '../../../../src-renderer/approval/use-keys.ts';

const DAY = 24 * 3600;

describe('the gate', () => {
  const open: GateFacts = {
    busy: false,
    over: false,
    refused: false,
    readable: true,
    folded: false,
    endSeen: true,
    worded: true,
  };

  it('lets Allow through only when everything holds', () => {
    expect(allowBlock(open)).toBeNull();
    expect(allowBlock({ ...open, busy: true })).toBe('busy');
    expect(allowBlock({ ...open, over: true })).toBe('over');
    expect(allowBlock({ ...open, refused: true })).toBe('unplanned');
    expect(allowBlock({ ...open, readable: false })).toBe('too_early');
    expect(allowBlock({ ...open, folded: true })).toBe('folded');
    expect(allowBlock({ ...open, endSeen: false })).toBe('end');
    expect(allowBlock({ ...open, worded: false })).toBe('words');
  });

  it('says what to do before what to wait for', () => {
    expect(allowBlock({ ...open, folded: true, endSeen: false, readable: false, worded: false })).toBe(
      'folded',
    );
    expect(allowBlock({ ...open, endSeen: false, readable: false })).toBe('end');
  });

  it('lets Deny through without reading, but not before it could be meant', () => {
    expect(denyBlock({ ...open })).toBeNull();
    expect(denyBlock({ ...open, readable: false })).toBe('too_early');
    expect(denyBlock({ ...open, busy: true })).toBe('busy');
    expect(denyBlock({ ...open, over: true })).toBe('over');
  });

  it('waits for longer than main does', () => expect(READABLE_MS).toBeGreaterThan(MIN_SHOWN_MS));

  it('takes the end as seen only above the footer, inside the window', () => {
    expect(isEndInView({ end: 400, footerTop: 400, viewport: 600 })).toBe(true);
    expect(isEndInView({ end: 450, footerTop: 400, viewport: 600 })).toBe(false);
    // The footer itself may be below the window, where it does not stick.
    expect(isEndInView({ end: 650, footerTop: 651, viewport: 600 })).toBe(false);
    expect(isEndInView({ end: 0, footerTop: 0, viewport: 0 })).toBe(false);
  });
});

describe('keys', () => {
  const press = { key: 'a', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false };
  const by = (more: Partial<typeof press>, inField = false, isTrusted = true) =>
    keyMeaning({ ...press, ...more, isTrusted }, inField);

  it('Escape denies, and first leaves a field', () => {
    expect(by({ key: 'Escape' })).toBe('deny');
    expect(by({ key: 'Escape' }, true)).toBe('leave');
    expect(by({ key: 'Escape', repeat: true })).toBeNull();
  });

  it('Ctrl or Cmd with Enter allows; Enter alone, or with more, does not', () => {
    expect(by({ key: 'Enter', ctrlKey: true })).toBe('allow');
    expect(by({ key: 'Enter', metaKey: true })).toBe('allow');
    expect(by({ key: 'Enter' })).toBeNull();
    expect(by({ key: 'Enter', ctrlKey: true, shiftKey: true })).toBeNull();
    expect(by({ key: 'Enter', ctrlKey: true, altKey: true })).toBeNull();
    expect(by({ key: 'a', ctrlKey: true })).toBeNull();
  });

  it('a held key presses nothing', () => {
    expect(by({ key: 'Enter', ctrlKey: true, repeat: true })).toBe('stop');
    expect(by({ key: 'Enter', repeat: true })).toBe('stop');
    expect(by({ key: ' ', repeat: true })).toBe('stop');
    expect(by({ key: 'Enter', repeat: true }, true)).toBeNull();
  });

  it('a made-up event means nothing', () => {
    expect(by({ key: 'Escape' }, false, false)).toBeNull();
    expect(by({ key: 'Enter', ctrlKey: true }, false, false)).toBeNull();
  });
});

describe('the countdown', () => {
  it('counts whole seconds, the last one to its end, and never below nothing', () => {
    expect(secondsLeft(100, 0)).toBe(100);
    expect(secondsLeft(100, 99_999)).toBe(1);
    expect(secondsLeft(100, 100_000)).toBe(0);
    expect(secondsLeft(100, 200_000)).toBe(0);
  });

  it.each([
    [0, '0:00'],
    [9, '0:09'],
    [102, '1:42'],
    [3600, '60:00'],
  ])('%d s is %s', (seconds, words) => expect(minutesAndSeconds(seconds)).toBe(words));

  it('is said at 30 and at 10, once, also when ticks are missed', () => {
    expect(announcedAt(31, 30)).toBe(30);
    expect(announcedAt(30, 29)).toBeNull();
    expect(announcedAt(11, 10)).toBe(10);
    expect(announcedAt(60, 8)).toBe(10);
    expect(announcedAt(60, 0)).toBeNull();
    expect(announcedAt(8, 120)).toBeNull();
    expect(isShort(30)).toBe(true);
    expect(isShort(31)).toBe(false);
  });
});

describe('scopes', () => {
  const reach = { actions: [], hosts: ['shop.example.com:443'], folders: ['/home/anna/app'] };

  it('narrows to the one host, folder and action there is, and to the caller', () => {
    const options = narrowings({ reach: { ...reach, actions: ['click', 'click'] }, caller: 'panel' });
    expect(options).toEqual({
      host: 'shop.example.com:443',
      folder: '/home/anna/app',
      action: 'click',
      caller: 'panel',
    });
    expect(matchFor(options, NARROWEST)).toEqual(options);
    expect(matchFor(options, { ...NARROWEST, host: false, caller: false })).toEqual({
      folder: '/home/anna/app',
      action: 'click',
    });
  });

  it('offers nothing that would not cover the whole request', () => {
    const options = narrowings({
      reach: { actions: ['a', 'b'], hosts: ['a:443', 'b:443'], folders: ['/a', '/b'] },
      caller: 'tray',
    });
    expect(matchFor(options, NARROWEST)).toEqual({ caller: 'tray' });
    expect(matchFor(narrowings({ caller: 'tray' }), NARROWEST)).toEqual({ caller: 'tray' });
  });

  it.each([
    [['/home/anna/a', '/home/anna/b'], '/home/anna'],
    [['/home/anna', '/home/anna/b'], '/home/anna'],
    [['/home/anna', '/home/annabel'], '/home'],
    [['/a', '/b'], null],
    [['/'], null],
    [[], null],
    [['C:\\work\\a', 'C:\\work\\b'], 'C:\\work'],
    [['C:\\a', 'C:\\b'], null],
    [['C:\\a', 'D:\\a'], null],
  ])('the folder of %j is %j', (folders, common) => expect(commonFolder(folders)).toBe(common));

  it.each([
    ['medium', {}],
    ['high', {}],
    ['high', { host: 'a:443' }],
    ['medium', { folder: '/home/anna/app' }],
  ] as const)('offers no length that main would refuse (%s risk, %j)', (risk, match) => {
    const limits = { narrow: longestRule({ host: 'a:443' }, risk), wide: longestRule({}, risk) };
    const offered = durations(match, limits);
    expect(offered.at(-1)).toBe(longestRule(match, risk));
    expect(offered).toEqual([...new Set(offered)].sort((a, b) => a - b));
  });

  it('keeps a chosen length where it is still offered, and otherwise comes down', () => {
    expect(nearestDuration([3600, DAY, 90 * DAY], null)).toBe(90 * DAY);
    expect(nearestDuration([3600, DAY, 90 * DAY], DAY)).toBe(DAY);
    expect(nearestDuration([3600, DAY], 30 * DAY)).toBe(DAY);
    expect(nearestDuration([3600], 60)).toBe(3600);
  });

  it.each([
    [3600, '1 hour'],
    [DAY, '24 hours'],
    [7 * DAY, '7 days'],
    [90 * DAY, '90 days'],
    [60, '1 minute'],
    [61, '61 seconds'],
  ])('%d s is "%s"', (seconds, words) => expect(durationWords(seconds)).toBe(words));

  it('sends with once nothing but once, and with a session no length where none was chosen', () => {
    const match = { host: 'a:443' };
    expect(scopeFor('once', match, DAY)).toEqual({ kind: 'once' });
    expect(scopeFor('session', match, null)).toEqual({ kind: 'session', match });
    expect(scopeFor('session', match, 3600)).toEqual({ kind: 'session', match, expiresInS: 3600 });
    expect(scopeFor('rule', {}, DAY)).toEqual({ kind: 'rule', match: {}, expiresInS: DAY });
  });
});
