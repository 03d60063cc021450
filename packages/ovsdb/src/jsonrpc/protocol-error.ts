import { TypedError } from '#base';

/** The peer sent something that is not JSON-RPC; it is to be dropped. */
export class ProtocolError extends TypedError<'protocol'> {
  constructor(message: string) {
    super('protocol', message, {});
    this.name = 'ProtocolError';
  }
}
