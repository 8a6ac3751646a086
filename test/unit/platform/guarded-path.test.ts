import { stat, symlink, mkdir, writeFile, chmod } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkPath, isInside } from '../../../src-main/platform/guarded-path.ts';
import { makeTempDir } from '../../support/git-repo.ts';
import { asOrdinaryUser } from '../../support/ordinary-user.ts';

let folder: Awaited<ReturnType<typeof makeTempDir>>;
let root: string;

beforeEach(async () => {
  folder = await makeTempDir();
  root = join(folder.path, 'root');
  await mkdir(join(root, 'in/deep'), { recursive: true });
  await mkdir(join(folder.path, 'root-other'));
  await mkdir(join(folder.path, 'out'));
  await writeFile(join(folder.path, 'out/secret'), '');
});
afterEach(() => folder.remove());

const outside = { ok: false, why: 'outside' };

describe('checkPath', () => {
  test('the root itself and what lies below it, with identity', async () => {
    const { dev, ino } = await stat(join(root, 'in'), { bigint: true });
    expect(await checkPath(join(root, 'in'), [root])).toEqual({
      ok: true,
      path: { realPath: join(root, 'in'), root, dev: String(dev), ino: String(ino) },
    });
    expect(await checkPath(`${root}${sep}`, [root])).toMatchObject({ ok: true, path: { realPath: root } });
    expect(await checkPath(join(root, 'in/../in/deep/.'), [`${root}/in/..`])).toMatchObject({ ok: true });
  });

  test('outside: above, beside with the same beginning, by .., relative', async () => {
    for (const path of [folder.path, '/', `${root}-other`, `${root}/../out`, 'in', './in', '../in', '']) {
      expect(await checkPath(path, [root]), path).toMatchObject(outside);
    }
    expect(await checkPath(root, [])).toMatchObject(outside);
    expect(await checkPath(root, ['root', ''])).toMatchObject(outside);
  });

  test('links are followed in the path and in the root', async () => {
    await symlink(join(folder.path, 'out'), join(root, 'leak'));
    await symlink(join(root, 'in'), join(folder.path, 'out/back'));
    await symlink(root, join(folder.path, 'alias'));
    expect(await checkPath(join(root, 'leak'), [root])).toMatchObject(outside);
    expect(await checkPath(join(root, 'leak/secret'), [root])).toMatchObject(outside);
    const inside = { ok: true, path: { realPath: join(root, 'in'), root } };
    expect(await checkPath(join(folder.path, 'out/back'), [root])).toMatchObject(inside);
    expect(await checkPath(join(root, 'in'), [join(folder.path, 'alias')])).toMatchObject(inside);
    expect(await checkPath(join(folder.path, 'alias/in'), [root])).toMatchObject(inside);
  });

  test('missing is said only of what would lie inside', async () => {
    expect(await checkPath(join(root, 'in/nothing/at/all'), [root])).toMatchObject({
      ok: false,
      why: 'missing',
    });
    await symlink(join(folder.path, 'out'), join(root, 'leak'));
    const [there, not] = await Promise.all(
      ['leak/secret', 'leak/nothing'].map((path) => checkPath(join(root, path), [root])),
    );
    expect([there, not]).toMatchObject([outside, outside]);
    await writeFile(join(root, 'file'), '');
    expect(await checkPath(join(root, 'file/below'), [root])).toMatchObject({ ok: false, why: 'missing' });
    expect(await checkPath(`${root}/a\0b`, [root])).toMatchObject({ ok: false, why: 'missing' });
  });

  test('a root that is gone allows nothing, and the message names it', async () => {
    const gone = join(folder.path, 'gone');
    const check = await checkPath(join(gone, 'x'), [gone]);
    expect(check).toMatchObject(outside);
    expect(check).toMatchObject({
      message: expect.stringContaining(`Not found or not readable: ${gone}`) as string,
    });
    expect(await checkPath(join(root, 'in'), [gone, root])).toMatchObject({ ok: true });
  });

  test('of nested roots the inner one is named, whatever their order', async () => {
    const inner = join(root, 'in');
    for (const roots of [
      [root, inner],
      [inner, root],
    ]) {
      expect(await checkPath(join(inner, 'deep'), roots)).toMatchObject({ path: { root: inner } });
    }
  });

  test('a link that goes in circles cannot be read', async () => {
    await symlink(join(root, 'b'), join(root, 'a'));
    await symlink(join(root, 'a'), join(root, 'b'));
    expect(await checkPath(join(root, 'a'), [root])).toMatchObject({ ok: false, why: 'unreadable' });
  });

  test('a folder without permission cannot be read', async () => {
    await chmod(join(root, 'in'), 0);
    await chmod(dirname(root), 0o711);
    await asOrdinaryUser([root], async () => {
      expect(await checkPath(join(root, 'in/deep'), [root])).toMatchObject({ ok: false, why: 'unreadable' });
    });
    await chmod(join(root, 'in'), 0o700);
  });
});

test('inside is decided on segment borders', () => {
  const segment = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !/[/\0]|^\.\.?$/.test(text));
  fc.assert(
    fc.property(
      fc.array(segment, { maxLength: 4 }),
      segment,
      fc.array(segment, { maxLength: 3 }),
      (base, name, more) => {
        const top = `/${base.join('/')}`.replace(/\/$/, '');
        expect(isInside([top, name, ...more].join('/'), `${top}/${name}`)).toBe(true);
        expect(isInside([top, `${name}x`, ...more].join('/'), `${top}/${name}`)).toBe(false);
        expect(isInside(top === '' ? '/' : top, `${top}/${name}`)).toBe(false);
      },
    ),
  );
});
