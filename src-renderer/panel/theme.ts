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

/** The component library, set to the panel's one scale (ui/base.css). */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: { accent },
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
    TextInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm' } },
    NativeSelect: { defaultProps: { size: 'sm' } },
  },
});

const shared = {
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
  '--input-bd': 'var(--el-border-strong)',
};

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
