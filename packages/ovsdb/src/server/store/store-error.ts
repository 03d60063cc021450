import { TypedError } from '#base';

export type StoreErrorCode = 'store-exists' | 'store-missing' | 'store-in-use' | 'store-unreadable' | 'store-format';

/** Why a database file cannot be used: one line that says what and where. */
export class StoreError extends TypedError<StoreErrorCode, { readonly path: string }> {}
