import { useEffect, useState } from 'react';
import { exactTime, minutesAndSeconds } from './time.ts';

interface Props {
  /** Epoch seconds. */
  until: number;
  words: (left: string) => string;
  over: string;
}

/** What is left until a moment, second by second. */
export function TimeLeft({ until, words, over }: Props) {
  const [left, setLeft] = useState(() => until - Date.now() / 1000);
  useEffect(() => {
    const timer = setInterval(() => setLeft(until - Date.now() / 1000), 500);
    return () => clearInterval(timer);
  }, [until]);
  return (
    <time className="el-num" dateTime={new Date(until * 1000).toISOString()} title={exactTime(until)}>
      {left > 0 ? words(minutesAndSeconds(left)) : over}
    </time>
  );
}
