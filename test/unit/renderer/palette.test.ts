import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src-renderer/panel/features/palette/command.ts';
import { matching } from '../../../src-renderer/panel/features/palette/match.ts';

const command = (title: string): Command => ({ id: title, group: 'go', title, run: () => undefined });
const ALL = ['Open Tools', 'Use git_status', 'Turn off git_status', 'Check the whole record'].map(command);
const titles = (typed: string): string[] => matching(ALL, typed).map(({ title }) => title);

describe('which commands match', () => {
  it('all of them while nothing is typed, in their order', () => {
    expect(titles('  ')).toEqual(ALL.map(({ title }) => title));
  });

  it('those with every word, whatever case, accents and underscores', () => {
    expect(titles('GIT st')).toEqual(['Use git_status', 'Turn off git_status']);
    expect(titles('git_status off')).toEqual(['Turn off git_status']);
    expect(titles('chéck')).toEqual(['Check the whole record']);
    expect(titles('nothing')).toEqual([]);
  });

  it('those whose words begin with what was typed come first', () => {
    expect(matching([command('Unrecorded'), command('A record')], 'record')[0]?.title).toBe('A record');
  });
});
