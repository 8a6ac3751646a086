const SECOND = 1;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS: [number, number, Intl.RelativeTimeFormatUnit][] = [
  [MINUTE, SECOND, 'second'],
  [HOUR, MINUTE, 'minute'],
  [DAY, HOUR, 'hour'],
  [7 * DAY, DAY, 'day'],
];

/** "3 min. ago", from epoch seconds; a date once it is older than a week. */
export function relativeTime(epochSeconds: number, nowSeconds: number, locale?: string): string {
  const age = nowSeconds - epochSeconds;
  // Clocks of main and page may differ by a little; "in 0 seconds" would only puzzle.
  if (Math.abs(age) < 5 * SECOND)
    return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'second');
  for (const [limit, unit, name] of STEPS) {
    if (Math.abs(age) >= limit) continue;
    const format = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' });
    return format.format(-Math.trunc(age / unit), name);
  }
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(epochSeconds * 1000);
}

/** "in 62 days", "in 3 hours", from epoch seconds; "now" when it has come. */
export function untilTime(epochSeconds: number, nowSeconds: number, locale?: string): string {
  const left = Math.max(0, epochSeconds - nowSeconds);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  if (left >= 2 * DAY) return format.format(Math.round(left / DAY), 'day');
  if (left >= HOUR) return format.format(Math.round(left / HOUR), 'hour');
  if (left >= MINUTE) return format.format(Math.round(left / MINUTE), 'minute');
  return left === 0
    ? new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'second')
    : format.format(Math.ceil(left), 'second');
}

/** "Nov 26, 2026, 14:03". */
export function exactMinute(epochSeconds: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(
    epochSeconds * 1000,
  );
}

/** "Nov 26, 2026, 14:03:22". */
export function exactSecond(epochSeconds: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(
    epochSeconds * 1000,
  );
}

/** A stretch of time, as short as it can be said: "Nov 26, 14:03:22 – 14:05:00". */
export function timeSpan(from: number, to: number, locale?: string): string {
  const fine = to - from < 600;
  const day = to - from > 5 * 24 * HOUR;
  const format = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    ...(!day && { hour: '2-digit', minute: '2-digit' }),
    ...(fine && { second: '2-digit' }),
  });
  return format.formatRange(from * 1000, to * 1000);
}

/** "1:42", "60:00", from seconds; the last one counts until it is over. */
export function minutesAndSeconds(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** The exact local time, to the millisecond. */
export function exactTime(epochSeconds: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'short',
  }).format(epochSeconds * 1000);
}

/** "14:03:22.118": the time of day alone, for records of one run. */
export function clockTime(epochSeconds: number): string {
  const date = new Date(epochSeconds * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** "12 ms", "3.4 s", "2 min 5 s", from milliseconds. */
export function duration(ms: number): string {
  if (ms < 1) return '<1 ms';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** "512 B", "1.2 MB", in powers of 1,000. */
export function byteSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}
