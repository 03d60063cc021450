/**
 * What is wrong with the keys of a command line, as the C programs log it at their start: they go on, and fail where a remote
 * needs what could not be loaded. Before: the options. After: the log.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { createSecureContext } from 'node:tls';
import { errnoText, messageOf, systemCode, systemMessage } from '#base';
import { type CommandLine, optionArgument } from './command-line.js';
import type { Logger } from './log.js';

/** What a remote over TLS needs, in the order in which its lack is told. */
const PARTS = ['Private key', 'Certificate', 'CA certificate'] as const;

type Part = (typeof PARTS)[number];

/** What OpenSSL says last of a file that could not be parsed. */
const UNPARSED = 'error:0A080009:SSL routines::PEM lib';
const NO_START = 'error:0480006C:PEM routines::no start line';
const BEGIN = '-----BEGIN ';

/**
 * Loads what the options name, and logs (module stream_ssl) what cannot be loaded. `together`: key and certificate are loaded
 * when both have been named, as most programs do; else one by one as they come. Gives what could be had.
 */
export class TlsReport {
  readonly loaded = new Set<Part>();
  readonly #log: Logger;
  /** OpenSSL keeps faults in line: each message takes the first, though that may be one of an earlier file. */
  readonly #faults: string[] = [];
  #certificate: X509Certificate | undefined;

  constructor(log: Logger, line: CommandLine, how: 'together' | 'one by one') {
    this.#log = log;
    if (how === 'together') {
      const [key, certificate] = [optionArgument(line, 'private-key'), optionArgument(line, 'certificate')];
      if (key !== undefined && certificate !== undefined) {
        this.#loadCertificate(certificate);
        this.#loadKey(key);
      }
    }
    for (const { name, argument = '' } of line.options) {
      if (name === 'private-key' && how === 'one by one') this.#loadKey(argument);
      else if (name === 'certificate' && how === 'one by one') this.#loadCertificate(argument);
      else if (name === 'ca-cert') this.#loadCa(argument, 'needed');
      else if (name === 'bootstrap-ca-cert') this.#loadCa(argument, 'to be learned');
      else if (name === 'peer-ca-cert') this.#checkPeerCa(argument);
      else if (name === 'ssl-protocols') this.#checkProtocols(argument);
      else if (name === 'ssl-ciphers') this.#checkCiphers(argument);
    }
  }

  /** Logs what a remote lacks. */
  lack(): void {
    for (const part of PARTS) if (!this.loaded.has(part)) this.#log.error(`${part} must be configured to use SSL`);
  }

  get isComplete(): boolean {
    return PARTS.every((part) => this.loaded.has(part));
  }

  #loadCertificate(path: string): void {
    const pem = this.#read(path);
    if (pem !== undefined) {
      try {
        if (!pem.includes(BEGIN)) throw new Error(NO_START);
        this.#certificate = new X509Certificate(pem);
        this.loaded.add('Certificate');
        return;
      } catch (error) {
        this.#faults.push(faultIn(error), UNPARSED);
      }
    }
    this.#tell('SSL_use_certificate_file');
  }

  #loadKey(path: string): void {
    const pem = this.#read(path);
    if (pem !== undefined) {
      try {
        const key = createPrivateKey(pem);
        if (this.#certificate?.checkPrivateKey(key) !== false) {
          this.loaded.add('Private key');
          return;
        }
        this.#faults.push('error:05800074:x509 certificate routines::key values mismatch');
      } catch (error) {
        this.#faults.push(faultIn(error), UNPARSED);
      }
    }
    this.#tell('SSL_use_PrivateKey_file');
  }

  #loadCa(path: string, how: 'needed' | 'to be learned'): void {
    this.loaded.add('CA certificate');
    if (path === 'none') {
      this.#log.warn('Peer certificate validation disabled (this is a security risk)');
      return;
    }
    try {
      const pem = readFileSync(path, 'utf8');
      if (pem.includes(BEGIN)) return;
      this.#faults.push(NO_START);
    } catch (error) {
      if (how === 'to be learned' && systemCode(error) === 'ENOENT') return;
      this.#note(error, NO_START);
    }
    this.#tell(`failed to load client certificates from ${path}`);
  }

  #checkPeerCa(path: string): void {
    try {
      readFileSync(path);
    } catch (error) {
      this.#log.error(`failed to open ${path} for reading: ${systemMessage(error)}`);
    }
  }

  #checkProtocols(text: string): void {
    const names = text.split(/[\s,]+/).filter((name) => name !== '');
    const wrong = names.find((name) => !/^TLSv1(?:\.[123])?$/i.test(name));
    if (wrong !== undefined) this.#log.error(`${wrong}: SSL protocol not recognized`);
    else if (names.length === 0) this.#log.error('SSL protocol settings invalid');
  }

  #checkCiphers(ciphers: string): void {
    try {
      if (ciphers !== '') {
        createSecureContext({ ciphers });
        return;
      }
    } catch {
      // Node says the same in several ways.
    }
    this.#faults.push('error:0A0000B9:SSL routines::no cipher match');
    this.#tell('SSL_CTX_set_cipher_list');
  }

  #read(path: string): string | undefined {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      // A directory opens like a file, and then has nothing in it.
      if (systemCode(error) === 'EISDIR') return '';
      this.#note(error, UNPARSED);
      return undefined;
    }
  }

  #note(error: unknown, otherwise: string): void {
    const code = systemCode(error);
    if (code === undefined || code === 'EISDIR') {
      this.#faults.push(otherwise);
      return;
    }
    const number = Object.entries(constants.errno).find(([name]) => name === code)?.[1] ?? 0;
    this.#faults.push(
      `error:800000${number.toString(16).toUpperCase().padStart(2, '0')}:system library::${errnoText(code)}`,
      'error:10080002:BIO routines::system lib',
      'error:0A080002:SSL routines::system lib',
    );
  }

  #tell(what: string): void {
    this.#log.error(`${what}: ${this.#faults.shift() ?? ''}`);
  }
}

/** OpenSSL's own text in an error. */
function faultIn(error: unknown): string {
  const message = messageOf(error);
  return /error:[0-9A-F]{8}:.*/.exec(message)?.[0] ?? message;
}
