import { CodecField, type CodecFieldProps } from './CodecField.tsx';
import { type NumberRule, numberCodec } from './fieldCodec.ts';

export type NumberFieldProps = Omit<CodecFieldProps<number>, 'codec'> & NumberRule;

/** A number with its unit: right-aligned, keeps what is typed, steps by arrow keys, says its bounds. */
export const NumberField = (props: NumberFieldProps) => <CodecField {...props} codec={numberCodec(props)} />;
