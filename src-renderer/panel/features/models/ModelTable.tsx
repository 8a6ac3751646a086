import type { ModelsStatus } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { head } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { Section } from '../../../ui/Section.tsx';
import { ShowMore } from '../../../ui/ShowMore.tsx';
import classes from './models.module.css';

const words = texts.models;

/** The models that are there. Their names come from files and from whoever answers: shown inert. */
export function ModelTable({ models }: { models: ModelsStatus['models'] }) {
  const [first] = models;
  if (first === undefined) return <Empty title={words.none}>{words.noneWhat}</Empty>;
  return (
    <Section
      level={2}
      title={words.models}
      aside={<span className="el-dim el-num">{words.count(models.length)}</span>}
    >
      <p className="el-dim el-small">{words.sources[first.from]}</p>
      <ShowMore items={models} first={100}>
        {(shown) => (
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{words.columns.name}</th>
                <th scope="col">{words.columns.tag}</th>
                <th scope="col">{words.columns.family}</th>
                <th scope="col" className={classes.size}>
                  {words.columns.size}
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ name, tag, family, size }, index) => (
                <tr key={index}>
                  <td className={classes.name}>
                    <InertText text={head(name, 300)} />
                  </td>
                  <td className={classes.name}>
                    <InertText text={head(tag, 100)} />
                  </td>
                  <td>{family === '' ? words.noFamily : <InertText text={head(family, 100)} />}</td>
                  <td className={classes.size}>{words.size(size)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </ShowMore>
    </Section>
  );
}
