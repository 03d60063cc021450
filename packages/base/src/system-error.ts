/** Errors of the operating system: what Node throws for them, and the texts that C programs print. */

/** What Node 24 and newer add about certificates that nobody signed: options of Node, which our users do not give. */
const ADVICE = /; if the root CA is installed locally, .*$/s;

/** OpenSSL's own line: whose thread it was, the error, where in its source, and what else is known. */
const OPENSSL = /^[0-9A-F]+:(error:[0-9A-F]+:[^:]*):[^:]*:([^:]*):.*$/s;

/** The system's name for what went wrong, like `ENOENT`; undefined for an error that is not the system's. */
export function systemCode(error: unknown): string | undefined {
  // Not `instanceof Error`: Node's own errors may be another realm's.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const { code } = error;
  // Node's own faults begin with ERR_.
  return typeof code === 'string' && /^E(?!RR_)[A-Z0-9_]+$/.test(code) ? code : undefined;
}

/** The text of strerror(3) for a system's error; the message of any other, in one line and without Node's advice. */
export function systemMessage(error: unknown): string {
  const code = systemCode(error);
  const text = code === undefined ? undefined : texts()[code];
  if (text !== undefined) return text;
  return error instanceof Error ? error.message.replace(ADVICE, '').replace(OPENSSL, '$1::$2') : String(error);
}

/** The text of strerror(3) for a name; the name itself where it is not known. */
export function errnoText(code: string): string {
  return texts()[code] ?? code;
}

/**
 * Texts of strerror(3) for what sockets, files and processes meet; Node's own are shorter. A function: the bundler leaves out
 * this module's initialisation where a program needs nothing else of it.
 */
function texts(): Readonly<Record<string, string>> {
  return {
    EACCES: 'Permission denied',
    EADDRINUSE: 'Address already in use',
    EADDRNOTAVAIL: 'Cannot assign requested address',
    EAFNOSUPPORT: 'Address family not supported by protocol',
    EAGAIN: 'Resource temporarily unavailable',
    EBUSY: 'Device or resource busy',
    ECONNREFUSED: 'Connection refused',
    ECONNRESET: 'Connection reset by peer',
    EEXIST: 'File exists',
    EHOSTUNREACH: 'No route to host',
    EINVAL: 'Invalid argument',
    EIO: 'Input/output error',
    EISDIR: 'Is a directory',
    ELOOP: 'Too many levels of symbolic links',
    EMFILE: 'Too many open files',
    ENAMETOOLONG: 'File name too long',
    ENETDOWN: 'Network is down',
    ENETUNREACH: 'Network is unreachable',
    ENFILE: 'Too many open files in system',
    ENOBUFS: 'No buffer space available',
    ENODEV: 'No such device',
    ENOENT: 'No such file or directory',
    ENOSPC: 'No space left on device',
    ENOTDIR: 'Not a directory',
    ENOTSOCK: 'Socket operation on non-socket',
    ENXIO: 'No such device or address',
    EPERM: 'Operation not permitted',
    EPIPE: 'Broken pipe',
    EPROTO: 'Protocol error',
    EPROTONOSUPPORT: 'Protocol not supported',
    EROFS: 'Read-only file system',
    ESRCH: 'No such process',
    ETIMEDOUT: 'Connection timed out',
  };
}
