import type { RandR } from 'x11';
import type { Area } from '../desk.ts';
import type { XConnection } from './connection.ts';

/** RRGetMonitors and the version of RandR that has it (RandR protocol 1.5, section 7); the package does not know it. */
const GET_MONITORS = 42;
const MONITORS_SINCE = 5;
/** Where its list begins, and how long an entry is before its outputs. */
const LIST_AT = 24;
const MONITOR_BYTES = 24;

/**
 * The screens of the desktop in its pixels: RandR's monitors, as toolkits and window managers take them (so a person's own
 * `xrandr --setmonitor` counts), and CRTCs on older servers. Two that show the same are one. Empty: the server does
 * not tell.
 */
export async function screensOf(x: XConnection): Promise<Area[]> {
  const randr = await x.extension('randr').catch(() => null);
  if (!randr) return [];
  const hasMonitors = randr.major_version > 1 || randr.minor_version >= MONITORS_SINCE;
  const all = hasMonitors ? await monitors(x, randr) : await crtcs(x, randr);
  const areas = all.filter(({ width, height }) => width > 0 && height > 0);
  return [...new Map(areas.map((a) => [`${a.x},${a.y},${a.width},${a.height}`, a])).values()];
}

function monitors(x: XConnection, { majorOpcode }: RandR): Promise<Area[]> {
  return x.ask<Area[]>((reply) => {
    const { client } = x;
    const ACTIVE_ONLY = 1;
    const request = Buffer.alloc(12);
    request.writeUInt8(majorOpcode, 0);
    request.writeUInt8(GET_MONITORS, 1);
    request.writeUInt16LE(request.length / 4, 2);
    request.writeUInt32LE(x.root, 4);
    request.writeUInt8(ACTIVE_ONLY, 8);
    client.seq_num++;
    client.replies[client.seq_num] = [readMonitors, reply];
    client.pack_stream.put(request);
    client.pack_stream.submit(true);
  });
}

/** @param answer RRGetMonitors' reply from its ninth byte on, as the package hands it over */
export function readMonitors(answer: Buffer): Area[] {
  const areas: Area[] = [];
  const count = answer.readUInt32LE(4);
  for (let index = 0, at = LIST_AT; index < count; index++) {
    areas.push({
      x: answer.readInt16LE(at + 8),
      y: answer.readInt16LE(at + 10),
      width: answer.readUInt16LE(at + 12),
      height: answer.readUInt16LE(at + 14),
    });
    at += MONITOR_BYTES + 4 * answer.readUInt16LE(at + 6);
  }
  return areas;
}

async function crtcs(x: XConnection, randr: RandR): Promise<Area[]> {
  const { crtcs: ids, config_timestamp: at } = await x.ask<{ crtcs: number[]; config_timestamp: number }>(
    (reply) => randr.GetScreenResourcesCurrent(x.root, reply),
  );
  const screens = await Promise.all(
    ids.map((id) => x.ask<Area & { mode: number }>((reply) => randr.GetCrtcInfo(id, at, reply))),
  );
  return screens
    .filter(({ mode }) => mode !== 0)
    .map(({ x: left, y, width, height }) => ({ x: left, y, width, height }));
}
