import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const accent: MantineColorsTuple = [
  '#eef0fd',
  '#dde1fb',
  '#c9cff5',
  '#a3aefc',
  '#7f8cf0',
  '#6270e0',
  '#4c5ad3',
  '#3b4cc0',
  '#3341a6',
  '#2b378c',
];

const gray: MantineColorsTuple = [
  '#f6f6f8',
  '#f0f0f3',
  '#e9e9ee',
  '#dcdce2',
  '#c8c8d0',
  '#9a9aa6',
  '#777783',
  '#5f5f6b',
  '#40404a',
  '#1b1b20',
];
const dark: MantineColorsTuple = [
  '#ececf0',
  '#cfcfd7',
  '#9d9fab',
  '#9d9fab',
  '#474a54',
  '#2b2d34',
  '#1d1e23',
  '#17181c',
  '#121317',
  '#0c0d10',
];

/** Controls are lower than the library's: xs 26, sm 30 px. */
const height = (size: unknown): string => (size === 'xs' ? '26px' : '30px');

/** The component library, set to the panel's one scale (ui/base.css). */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: { accent, gray, dark },
  fontFamily: 'var(--el-font)',
  fontFamilyMonospace: 'var(--el-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '15px' },
  lineHeights: { xs: '1.45', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.5' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '6px', md: '6px', lg: '6px', xl: '6px' },
  defaultRadius: 'sm',
  cursorType: 'default',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: {
      classNames: { root: 'el-button' },
      vars: (_theme: unknown, props: { size?: unknown }) => ({
        root: { '--button-height': height(props.size) },
      }),
    },
    Input: {
      vars: (_theme: unknown, props: { size?: unknown }) => ({
        wrapper: { '--input-height': height(props.size) },
      }),
    },
    InputWrapper: { vars: () => ({ description: { '--input-description-size': '12px' } }) },
    ActionIcon: { defaultProps: { color: 'gray' } },
    Switch: {
      defaultProps: { size: 'sm', withThumbIndicator: false },
      vars: () => ({
        root: { '--switch-height': '18px', '--switch-width': '32px', '--switch-thumb-size': '14px' },
      }),
    },
    Radio: { defaultProps: { size: 'sm' }, vars: () => ({ root: { '--radio-size': '16px' } }) },
    Checkbox: { defaultProps: { size: 'sm' }, vars: () => ({ root: { '--checkbox-size': '16px' } }) },
    TextInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm' } },
    NativeSelect: { defaultProps: { size: 'sm' } },
  },
});

const shared = {
  '--mantine-font-weight-medium': '500',
  '--mantine-color-body': 'var(--el-bg)',
  '--mantine-color-text': 'var(--el-text)',
  '--mantine-color-dimmed': 'var(--el-dim)',
  '--mantine-color-placeholder': 'var(--el-dim)',
  '--mantine-color-error': 'var(--el-bad)',
  '--mantine-color-default': 'var(--el-bg)',
  '--mantine-color-default-hover': 'var(--el-hover)',
  '--mantine-color-default-color': 'var(--el-text)',
  '--mantine-color-default-border': 'var(--el-border-strong)',
  '--mantine-color-disabled': 'var(--el-surface)',
  '--mantine-color-disabled-color': 'var(--el-dim)',
  '--mantine-color-disabled-border': 'var(--el-border)',
};

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
