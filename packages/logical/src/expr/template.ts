/**
 * Variables of Chassis_Template_Var (ovn-nb(5)): `^name` in a match or in actions stands for a text. Before: the flow's
 * text. After: the lexer proper. As in OVN a text with a variable is written anew, token by token and without what stands
 * between them, so that `1 ^n` is one number; what cannot be a token becomes `error(MESSAGE)`, in which the parsers then
 * find some other fault.
 */
import { Lexer } from './lexer.js';

/** Texts by the names of the variables; asked for where there is one. */
export type Variables = () => ReadonlyMap<string, string>;

export const NO_VARIABLES: Variables = () => NONE;

const NONE: ReadonlyMap<string, string> = new Map();

/** The text with its variables replaced; one that is unknown by its name. What is put in is not searched again. */
export function expandTemplates(text: string, variables: Variables): string {
  if (!text.includes('^')) return text;
  const known = variables();
  const lexer = new Lexer(text);
  let hasTemplate = false;
  const parts: string[] = [];
  for (; !lexer.isAtEnd; lexer.next()) {
    const { kind, word } = lexer;
    if (kind === 'template') parts.push(known.get(word) ?? word);
    else parts.push(kind === 'error' ? `error(${word})` : lexer.tokenText);
    if (kind === 'template' || kind === 'error') hasTemplate = true;
  }
  return hasTemplate ? parts.join('') : text;
}
