import { useMemo, useState, type MouseEvent } from 'react';
import { firstOfSpans, spans, type Span } from './spans.ts';
import { texts } from '../texts/approval-window.ts';

interface Props {
  text: string;
  /** Parts that are masked until pressed. */
  masks?: readonly string[];
  /** As inside a JSON string: quotes and backslashes escaped, so that a value cannot seem to end. */
  quoted?: boolean;
  /** Show no more than so many characters. */
  cut?: number | undefined;
}

const NONE: readonly string[] = [];

/**
 * Text that someone else wrote: plain, set apart from the direction of what is around it, with every hidden character,
 * line end and long run of spaces shown, and secrets masked.
 */
export function SafeText({ text, masks = NONE, quoted = false, cut }: Props) {
  const parts = useMemo(() => {
    const all = spans(text, masks);
    return cut === undefined ? all : firstOfSpans(all, cut);
  }, [text, masks, cut]);
  return (
    <bdi className="ap-inert">
      {parts.map((part, index) => (
        <SpanView key={index} span={part} quoted={quoted} />
      ))}
    </bdi>
  );
}

function SpanView({ span, quoted }: { span: Span; quoted: boolean }) {
  switch (span.kind) {
    case 'text':
      return quoted ? span.text.replace(/["\\]/g, '\\$&') : span.text;
    case 'mark':
      return (
        <span className="ap-mark" title={span.name}>
          {span.label}
        </span>
      );
    case 'break':
      return <br />;
    case 'secret':
      return <Secret text={span.text} quoted={quoted} />;
  }
}

/** The mask does not tell how long the value is. */
const MASK = '••••••••';

function Secret({ text, quoted }: { text: string; quoted: boolean }) {
  const [shown, setShown] = useState(false);
  const toggle = (event: MouseEvent): void => {
    // Only a press by the person shows it.
    if (event.nativeEvent.isTrusted) setShown(!shown);
  };
  const words = shown ? texts.secret.hide : texts.secret.show;
  return (
    <span className="ap-secret" data-shown={shown || undefined}>
      {shown && <SafeText text={text} quoted={quoted} />}
      <button type="button" aria-label={words} title={words} onClick={toggle}>
        {shown ? texts.secret.hideShort : MASK}
      </button>
    </span>
  );
}
