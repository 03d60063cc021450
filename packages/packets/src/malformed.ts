import { TypedError } from '#base';

/** Bytes that are not what their protocol says: `protocol` names it, the message says what is wrong. */
export class MalformedPacketError extends TypedError<'malformed-packet', { readonly protocol: string }> {
  constructor(protocol: string, problem: string) {
    super('malformed-packet', `${protocol}: ${problem}`, { protocol });
  }
}
