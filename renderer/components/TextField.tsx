import { CodecField, type CodecFieldProps } from './CodecField.tsx';
import { type TextRule, textCodec } from './fieldCodec.ts';

export type TextFieldProps = Omit<CodecFieldProps<string>, 'codec'> & TextRule;

/** A line or a paragraph of text. */
export const TextField = (props: TextFieldProps) => <CodecField {...props} codec={textCodec(props)} />;
