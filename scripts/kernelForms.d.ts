/** A word, a string or a list of these: what the text of a WebAssembly module is made of. */
export type Form = string | Form[];

export type Macro = { readonly parameters: readonly Form[]; readonly body: readonly Form[] };
