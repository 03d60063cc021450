/**
 * A value of type `T` that only the parser or constructor of brand `B` makes. That one function asserts the type; the
 * rest of the code never does.
 */
export type Brand<T, B extends string> = T & { readonly __brand: B };
