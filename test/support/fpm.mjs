#!/usr/bin/env node
// @ts-check
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/*
 * Stands in for fpm, which electron-builder would download (CUSTOM_FPM_PATH): makes the same kinds of package from the same
 * arguments, with the system's own dpkg-deb and rpmbuild. FPM_KEEP: a folder for the arguments and the maintainer scripts.
 */

const args = process.argv.slice(2);
/** @param {string} name */
const value = (name) => args[args.indexOf(name) + 1] ?? '';
/** @param {string} name */
const values = (name) => args.flatMap((arg, index) => (arg === name ? [args[index + 1] ?? ''] : []));
const target = value('-t');
const keep = path.join(process.env['FPM_KEEP'] ?? '', target);
const root = path.join(keep, 'root');
fs.mkdirSync(root, { recursive: true });
fs.writeFileSync(path.join(keep, 'args.json'), JSON.stringify(args));
for (const mapping of args.filter((arg) => /^\/.*=\//.test(arg))) {
  const [from = '', to = ''] = mapping.split('=');
  fs.cpSync(from, path.join(root, to), { recursive: true, preserveTimestamps: true });
}
const scripts = { postinst: value('--after-install'), postrm: value('--after-remove') };
for (const [name, file] of Object.entries(scripts)) fs.copyFileSync(file, path.join(keep, name));
const name = value('--name');
const version = value('--version');
if (target === 'deb') {
  const control = path.join(root, 'DEBIAN');
  fs.mkdirSync(control);
  const fields = {
    Package: name,
    Version: version,
    Architecture: value('--architecture'),
    Maintainer: value('--maintainer'),
    Homepage: value('--url'),
    Depends: values('-d').join(', '),
    Description: value('--description'),
  };
  const text = Object.entries(fields).map(([key, told]) => `${key}: ${told}\n`);
  fs.writeFileSync(path.join(control, 'control'), text.join(''));
  for (const [script, file] of Object.entries(scripts)) {
    fs.copyFileSync(file, path.join(control, script));
    fs.chmodSync(path.join(control, script), 0o755);
  }
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', root, value('--package')]);
} else if (process.env['FPM_RPMBUILD'] === '1') {
  const body = (/** @type {string} */ file) => fs.readFileSync(file, 'utf8').replaceAll('%', '%%');
  const spec = [
    `Name: ${name}\nVersion: ${version}\nRelease: 1\nSummary: ${value('--rpm-summary')}\nLicense: ${value('--license')}`,
    `URL: ${value('--url')}\nVendor: ${value('--vendor')}\nPackager: ${value('--maintainer')}\nAutoReqProv: no`,
    ...values('-d').map((needed) => `Requires: ${needed}`),
    `%description\n${value('--description')}`,
    `%post -p /bin/bash\n${body(scripts.postinst)}\n%postun -p /bin/bash\n${body(scripts.postrm)}`,
    '%files\n%defattr(-,root,root,-)\n"/opt"\n/usr/share',
  ];
  fs.writeFileSync(path.join(keep, 'spec'), `${spec.join('\n')}\n`);
  const made = path.join(keep, 'made');
  const defines = { _rpmdir: made, _topdir: path.join(keep, 'top'), _binary_payload: 'w1.gzdio' };
  const given = Object.entries(defines).flatMap(([key, told]) => ['--define', `${key} ${told}`]);
  execFileSync('rpmbuild', ['-bb', '--noclean', '--buildroot', root, ...given, path.join(keep, 'spec')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const file = fs
    .readdirSync(made, { recursive: true, encoding: 'utf8' })
    .find((one) => one.endsWith('.rpm'));
  fs.copyFileSync(path.join(made, file ?? ''), value('--package'));
} else {
  fs.writeFileSync(value('--package'), JSON.stringify(args));
}
