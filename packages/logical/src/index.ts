export type { Endpoint, LogicalAction, LogicalActionKind, OptionValue, PipelineName } from './actions/action.js';
export {
  formatField,
  LOGICAL_TABLES,
  type OptionDefinition,
  type OptionTable,
  type ParseActionsOptions,
} from './actions/action-parser.js';
export { encodeActions } from './actions/encode.js';
export {
  type ControllerOpcode,
  controllerOpcodes,
  type EncodeContext,
  type LogicalGroup,
  type LogicalMeter,
  toSubfield,
} from './actions/encoder.js';
export { formatAction, formatActions } from './actions/format.js';
export { parseEndpoint } from './actions/kinds/lb-affinity.js';
export { type ParsedActions, parseActions } from './actions/parser.js';
export { AddressMembers } from './expr/address-members.js';
export {
  type CompileContext,
  type CompiledMatch,
  type CompiledMatches,
  type CompiledSpread,
  type ConjunctionClause,
  compileMatch,
  dealConjunctionIds,
  keyOfPort,
  memberMatch,
} from './expr/compile.js';
export type { IntegerConstant } from './expr/constant.js';
export { evaluate, type PacketView } from './expr/evaluate.js';
export { and, type Expr, or } from './expr/expr.js';
export { formatExpr } from './expr/format.js';
export { type ParsedMatch, type ParseMatchOptions, parseMatch } from './expr/match.js';
export { Inseparable } from './expr/member.js';
export { type NamedSets, NO_SETS } from './expr/named-sets.js';
export type { ExprSymbol, SymbolBits, SymbolTable } from './expr/symbol.js';
export { createSymbolTable } from './expr/symbols.js';
export { SyntaxProblem } from './expr/syntax-problem.js';
export { NO_VARIABLES, type Variables } from './expr/template.js';
