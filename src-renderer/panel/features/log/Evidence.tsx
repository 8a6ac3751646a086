import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { BridgeError } from '../../../../src-preload/contract/errors.ts';
import type { ArtifactRef } from '../../../../src-preload/contract/types.ts';
import { logTexts } from '../../../texts/log.ts';
import { texts } from '../../../texts/panel.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { IconAlertOctagon } from '../../../ui/icons.ts';
import { Id } from '../../../ui/Id.tsx';
import { head, plain } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { LongText } from '../../../ui/LongText.tsx';
import { Section } from '../../../ui/Section.tsx';
import { ShowMore } from '../../../ui/ShowMore.tsx';
import { byteSize } from '../../../ui/time.ts';
import { ask } from '../../api.ts';
import { byRole, decodeText, isPicture, isText } from './artifact-kind.ts';
import classes from './evidence.module.css';

const words = logTexts.artifact;
/** Larger ones are loaded, and so looked at, when that is asked for. */
const LOAD_UP_TO = 4_000_000;

type Content =
  'idle' | 'loading' | 'unshown' | { error: BridgeError } | { picture: string } | { text: string };

/** The type that counts is the one told from the bytes by main, not the one that the record names. */
async function fetchContent(sha256: string): Promise<Content> {
  const answer = await ask((api) => api.audit.artifact({ sha256 }));
  if (!answer.ok) return { error: answer.error };
  const { mime, base64 } = answer.value;
  if (isPicture(mime)) return { picture: `data:${mime};base64,${base64}` };
  return isText(mime) ? { text: await decodeText(base64) } : 'unshown';
}

/** Pictures (before and after side by side), texts, and the rest by their hashes. */
export function Evidence({ artifacts }: { artifacts: ArtifactRef[] }) {
  if (artifacts.length === 0) return null;
  return (
    <Section title={logTexts.artifacts} aside={<span className="el-num el-dim">{artifacts.length}</span>}>
      <ShowMore items={byRole(artifacts)} first={12}>
        {(shown) => (
          <div className={classes.grid}>
            {shown.map((artifact, index) => (
              <Artifact key={`${index} ${artifact.sha256}`} artifact={artifact} />
            ))}
          </div>
        )}
      </ShowMore>
    </Section>
  );
}

function Artifact({ artifact }: { artifact: ArtifactRef }) {
  const { sha256, name, bytes, mime } = artifact;
  // Those that are not shown too: one that is missing or altered is said.
  const wanted = bytes <= LOAD_UP_TO;
  const [content, setContent] = useState<Content>(wanted ? 'loading' : 'idle');
  const [isOpen, setOpen] = useState(false);
  const load = async (): Promise<void> => {
    setContent('loading');
    setOpen(true);
    setContent(await fetchContent(sha256));
  };
  useEffect(() => {
    if (!wanted) return undefined;
    let closed = false;
    void fetchContent(sha256).then((fetched) => {
      if (!closed) setContent(fetched);
    });
    return () => {
      closed = true;
    };
  }, [wanted, sha256]);
  const isFolded = typeof content === 'object' && 'text' in content && !isOpen;
  const showable = isPicture(mime) || isText(mime);
  return (
    <figure className={classes.artifact} data-wide={isText(mime) || undefined}>
      <figcaption className={classes.caption}>
        <span className={classes.name}>
          <InertText text={head(name, 200)} />
        </span>
        <span className="el-dim el-small">
          <InertText text={head(mime, 100)} />
        </span>
        <span className="el-num el-dim">{byteSize(bytes)}</span>
        <Id value={sha256} label={`${texts.common.copy} ${sha256}`} />
      </figcaption>
      {(content === 'idle' || isFolded) && (
        <Button size="xs" variant="default" onClick={() => (isFolded ? setOpen(true) : void load())}>
          {(isFolded || showable ? words.show : words.check)(plain(name, 60))}
        </Button>
      )}
      {content === 'unshown' && <span className="el-dim">{words.unshown}</span>}
      {content === 'loading' && <span className="el-dim">{words.loading}</span>}
      {typeof content === 'object' && !isFolded && <Shown content={content} name={name} />}
    </figure>
  );
}

function Shown({ content, name }: { content: Exclude<Content, string>; name: string }) {
  if ('picture' in content) {
    return <img className={classes.picture} src={content.picture} alt={plain(name, 200)} />;
  }
  if ('text' in content) return <LongText text={content.text} code />;
  const { code, message } = content.error;
  const why = code === 'not_found' ? words.missing : code === 'hash_mismatch' ? words.altered : null;
  return (
    <div role="alert">
      <Badge tone="bad" icon={<IconAlertOctagon size={12} aria-hidden />}>
        {why ?? words.failed}
      </Badge>
      {why === null && <InertText text={message} />}
    </div>
  );
}
