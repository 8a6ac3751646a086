import type { ComponentType } from 'react';
import type { Problem } from './build.ts';
import type { Draft, FormNode } from './model.ts';

export interface FieldProps {
  label: string;
  description: string;
  labelHidden?: boolean | undefined;
  required: boolean;
  node: FormNode;
  draft: Draft;
  path: string;
  problems: Problem[];
  suggest?: string[] | undefined;
  onChange: (draft: Draft) => void;
}

/** Fields within fields are drawn by what the outer one is handed: the files of the two cannot import each other. */
export interface Nesting {
  Node: ComponentType<FieldProps>;
}
