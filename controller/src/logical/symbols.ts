import { createSymbolTable } from '#logical';

/** The names that matches and actions of logical flows may use (ovn-sb(5), Logical_Flow, "Symbols"). */
export const symbols = createSymbolTable();
