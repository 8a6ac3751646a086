import { IndexEngine } from '../../src-main/audit/index/engine.ts';
import { listSegments } from '../../src-main/audit/segments.ts';

/* A process of its own that indexes a log, so that it can be killed: `<log folder> <index file>`. Says when it begins and ends. */
const [, , dir = '', path = ''] = process.argv;

async function main(): Promise<void> {
  process.stdout.write('began\n');
  const engine = new IndexEngine(path, (report) => process.stdout.write(`${report}\n`));
  await engine.follow(listSegments(dir));
  process.stdout.write('done\n');
}

void main();
