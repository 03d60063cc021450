import { TypedError } from '#base';

/** What a user asked for cannot be done. The message is printed after the program's name; exit code 1. */
export class CommandError extends TypedError<'command'> {
  constructor(message: string) {
    super('command', message, {});
    this.name = 'CommandError';
  }
}
