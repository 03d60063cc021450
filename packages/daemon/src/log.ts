/**
 * Logging in Open vSwitch's format: `2026-11-21T10:00:00.123Z|00012|module|INFO|text`, with levels for each module and
 * destination. Lines are written synchronously, so that none is lost when the process ends; those for destination `syslog`
 * are sent where `--syslog-method` and `--syslog-target` say (syslog.ts).
 */
import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { messageOf, systemMessage, TypedError } from '#base';
import { type Destination, destinationNames, type Level, parseDestination, parseLevel, passes } from './log-level.js';

/** What a part of a program logs with. Texts are single lines. */
export interface Logger {
  emergency(text: string): void;
  error(text: string): void;
  warn(text: string): void;
  info(text: string): void;
  debug(text: string): void;
  /** True when `debug` texts would be written: ask before making expensive ones. */
  isDebugging(): boolean;
  /** The logger of another module of the same program. */
  module(name: string): Logger;
}

/** A level specification that names no module, destination or level. */
export class LogSpecError extends TypedError<'log-spec'> {
  constructor(message: string) {
    super('log-spec', message, {});
  }
}

type Levels = Record<Destination, Level>;

const consolePattern = '%D{%Y-%m-%dT%H:%M:%SZ}|%05N|%c%T|%p|%m';
const filePattern = '%D{%Y-%m-%dT%H:%M:%S.###Z}|%05N|%c%T|%p|%m';
const syslogPattern = 'ovs|%05N|%c%T|%p|%m';

export class Log {
  readonly #now: () => number;
  readonly #defaults: Levels = { console: 'INFO', syslog: 'INFO', file: 'INFO' };
  readonly #modules = new Map<string, Levels>();
  readonly #loggers = new Map<string, Logger>();
  readonly #patterns: Record<Destination, string> = {
    console: consolePattern,
    syslog: syslogPattern,
    file: filePattern,
  };
  readonly #unlimited = new Set<string>();
  #sequence = 0;
  #process = '';
  #sendToSyslog: ((time: Date, level: Level, line: string) => void) | undefined;
  #file: { readonly path: string; readonly shown: string; descriptor: number } | undefined;

  /** `now` gives milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  module(name: string): Logger {
    const known = this.#loggers.get(name);
    if (known !== undefined) return known;
    this.#modules.set(name, { ...this.#defaults });
    const logger: Logger = {
      emergency: (text) => this.#write(name, 'EMER', text),
      error: (text) => this.#write(name, 'ERR', text),
      warn: (text) => this.#write(name, 'WARN', text),
      info: (text) => this.#write(name, 'INFO', text),
      debug: (text) => this.#write(name, 'DBG', text),
      isDebugging: () => destinationNames.some((destination) => this.#levels(name)[destination] === 'DBG'),
      module: (other) => this.module(other),
    };
    this.#loggers.set(name, logger);
    return logger;
  }

  /**
   * Opens a log file in the place of the one before, called `shown` in messages; nothing happens when it is open already. False
   * when it cannot be had, which is logged.
   */
  open(path: string, shown = path): boolean {
    const own = this.module('vlog');
    let descriptor: number;
    try {
      descriptor = openSync(path, 'a', 0o640);
    } catch (error) {
      own.warn(`failed to open ${shown} for logging: ${systemMessage(error)}`);
      return false;
    }
    const held = this.#file?.descriptor ?? -1;
    if (held >= 0) {
      if (isSameFile(held, descriptor)) {
        closeSync(descriptor);
        return true;
      }
      own.info('closing log file');
      closeSync(held);
    }
    this.#file = { path, shown, descriptor };
    own.info(`opened log file ${shown}`);
    return true;
  }

  /** What stands behind the module in each line, to tell one process of a program from another. */
  nameProcess(name: string): void {
    this.#process = `(${name})`;
  }

  /** Hands the lines for destination `syslog`, without line ends, to `send`. */
  openSyslog(send: (time: Date, level: Level, line: string) => void): void {
    this.#sendToSyslog = send;
  }

  /** Opens the log file again by its name, after rotation. False when there is none. */
  reopen(): boolean {
    const file = this.#file;
    if (file === undefined) return false;
    this.open(file.path, file.shown);
    return true;
  }

  close(): void {
    const descriptor = this.#file?.descriptor;
    if (descriptor === undefined || descriptor < 0 || this.#file === undefined) return;
    closeSync(descriptor);
    this.#file.descriptor = -1;
  }

  /**
   * Sets levels from one argument of `vlog/set` or `-v`: words separated by spaces, commas or colons, each a module, a
   * destination or a level (dbg when none is named), one of each at most. `PATTERN:destination:pattern` sets the form of
   * lines, `FACILITY:name` is checked.
   * Throws `LogSpecError`.
   */
  set(spec: string): void {
    const [head = '', afterHead] = nextWord(spec);
    if (head.toLowerCase() === 'facility') {
      checkFacility(nextWord(afterHead)[0] ?? '');
      return;
    }
    if (head.toLowerCase() === 'pattern') {
      const [name, pattern] = nextWord(afterHead);
      if (name === undefined) throw new LogSpecError('missing destination');
      const destination = name.toLowerCase() === 'any' ? 'any' : parseDestination(name);
      if (destination === undefined) throw new LogSpecError(`unknown destination "${name}"`);
      for (const each of destinationNames) {
        if (destination === 'any' || destination === each) this.#patterns[each] = pattern;
      }
      return;
    }
    let module: string | undefined;
    let destination: Destination | undefined;
    let level: Level | undefined;
    for (let [word, rest] = nextWord(spec); word !== undefined; [word, rest] = nextWord(rest)) {
      if (word.toLowerCase() === 'any') continue;
      const asDestination = parseDestination(word);
      const asLevel = parseLevel(word);
      if (asDestination !== undefined) destination = only(destination, asDestination, 'destinations');
      else if (asLevel !== undefined) level = only(level, asLevel, 'levels');
      else if (this.#modules.has(word)) module = only(module, word, 'modules');
      else throw new LogSpecError(`no destination, level, or module "${word}"`);
    }
    this.setLevel(module, destination, level ?? 'DBG');
  }

  /** Sets a level; undefined stands for all modules or all destinations. */
  setLevel(module: string | undefined, destination: Destination | undefined, level: Level): void {
    const tables = module === undefined ? [this.#defaults, ...this.#modules.values()] : [this.#levels(module)];
    for (const levels of tables) {
      for (const each of destinationNames) if (destination === undefined || destination === each) levels[each] = level;
    }
  }

  /** The text of `vlog/list`. */
  list(): string {
    const rows = [...this.#modules].sort(([a], [b]) => (a < b ? -1 : 1));
    const lines = rows.map(
      ([name, levels]) =>
        `${name.padEnd(16)}  ${levels.console.padStart(4)}       ${levels.syslog.padStart(4)}       ${levels.file.padStart(4)}` +
        (this.#unlimited.has(name) ? '    (rate limiting disabled)' : ''),
    );
    return [
      '                 console    syslog    file',
      '                 -------    ------    ------',
      ...lines,
      '',
    ].join('\n');
  }

  /** The text of `vlog/list-pattern`. */
  listPatterns(): string {
    const row = (name: string, prefix: string, pattern: string) => `${name.padEnd(8)} ${prefix.padEnd(33)} ${pattern}`;
    return [
      '         prefix                            format',
      '         ------                            ------',
      row('SYSLOG', '<%B> %D{%h %e %T} %E %A:', this.#patterns.syslog),
      row('CONSOLE', 'none', this.#patterns.console),
      row('FILE', 'none', this.#patterns.file),
      '',
    ].join('\n');
  }

  /**
   * Of these modules, or of all when none or `any` is named. Messages are not limited here: what the commands said is told
   * by `list`, and that is all. Throws `LogSpecError`.
   */
  setRateLimit(modules: readonly string[], state: 'enabled' | 'disabled'): void {
    for (const name of modules.length === 0 ? ['any'] : modules) {
      const isAll = name.toLowerCase() === 'any';
      if (!isAll && !this.#modules.has(name)) throw new LogSpecError('unknown module');
      for (const each of isAll ? this.#modules.keys() : [name]) {
        if (state === 'disabled') this.#unlimited.add(each);
        else this.#unlimited.delete(each);
      }
    }
  }

  #levels(module: string): Levels {
    return this.#modules.get(module) ?? this.#defaults;
  }

  #write(module: string, level: Level, text: string): void {
    const levels = this.#levels(module);
    const toConsole = passes(level, levels.console);
    const toFile = passes(level, levels.file) && this.#file !== undefined && this.#file.descriptor >= 0;
    const toSyslog = passes(level, levels.syslog);
    if (!toConsole && !toFile && !toSyslog) return;
    const time = new Date(this.#now());
    const number = String(++this.#sequence).padStart(5, '0');
    const message = text.replaceAll(CONTROL, escapeControl).replaceAll('\n', '\n> ');
    const subprogram = this.#process;
    const line = (pattern: string) => expand(pattern, { time, number, module, subprogram, level, message });
    if (toConsole) put(2, `${line(this.#patterns.console)}\n`);
    if (toFile && this.#file !== undefined) put(this.#file.descriptor, `${line(this.#patterns.file)}\n`);
    if (toSyslog) this.#sendToSyslog?.(time, level, line(this.#patterns.syslog));
  }
}

function isSameFile(a: number, b: number): boolean {
  const [one, other] = [fstatSync(a), fstatSync(b)];
  return one.ino === other.ino && one.dev === other.dev;
}

/** The next word of a specification, and what stands behind the separator that ends it. */
function nextWord(text: string): readonly [word: string | undefined, rest: string] {
  const [whole, word] = /^[ ,:\t]*([^ ,:\t]+)[ ,:\t]?/.exec(text) ?? [''];
  return [word, text.slice(whole.length)];
}

function only<T>(before: T | undefined, word: T, what: string): T {
  if (before !== undefined) throw new LogSpecError(`cannot specify multiple ${what}`);
  return word;
}

const FACILITIES: readonly string[] =
  'kern user mail daemon auth syslog lpr news uucp clock ftp ntp audit alert clock2 local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  );

/** Facilities are known and change nothing: a line to syslog has the one of its option (syslog.ts). Throws `LogSpecError`. */
function checkFacility(name: string): void {
  if (!FACILITIES.includes(name)) throw new LogSpecError('invalid facility');
}

/** What a peer sent may stand in a text: it must neither end the line nor steer a terminal. Line feeds are our own. */
const CONTROL = /[\p{Cc}\u2028\u2029]/gu;

function escapeControl(character: string): string {
  if (character === '\n' || character === '\t') return character;
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

interface Entry {
  readonly time: Date;
  readonly number: string;
  readonly module: string;
  readonly subprogram: string;
  readonly level: Level;
  readonly message: string;
}

/** A line from its pattern. The two usual patterns are written directly. */
function expand(pattern: string, entry: Entry): string {
  const { time, number, level, message } = entry;
  const source = entry.module + entry.subprogram;
  if (pattern === filePattern) return `${time.toISOString()}|${number}|${source}|${level}|${message}`;
  if (pattern === consolePattern) return `${time.toISOString().slice(0, 19)}Z|${number}|${source}|${level}|${message}`;
  return pattern.replaceAll(
    /%(-?0?)(\d*)([A-Za-z%])(?:\{([^}]*)\})?/g,
    (_, flags: string, width: string, letter: string, argument) => {
      const value = field(letter, typeof argument === 'string' ? argument : undefined, entry);
      if (width === '') return value;
      if (flags.startsWith('-')) return value.padEnd(Number(width));
      return value.padStart(Number(width), flags.includes('0') ? '0' : ' ');
    },
  );
}

function field(letter: string, argument: string | undefined, entry: Entry): string {
  const { time } = entry;
  switch (letter) {
    case 'D':
    case 'd':
      return formatTime(argument ?? '%Y-%m-%d %H:%M:%S.###', time);
    case 'c':
      return entry.module;
    case 'm':
      return entry.message;
    case 'N':
      return String(Number(entry.number));
    case 'n':
      return '\n';
    case 'p':
      return entry.level;
    case 'P':
      return String(process.pid);
    case 't':
      return entry.subprogram.slice(1, -1);
    case 'T':
      return entry.subprogram;
    case '%':
      return '%';
    default:
      return '';
  }
}

function formatTime(form: string, time: Date): string {
  const iso = time.toISOString();
  const parts: Readonly<Record<string, string>> = {
    Y: iso.slice(0, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
    T: iso.slice(11, 19),
  };
  return form
    .replaceAll(/%([A-Za-z])/g, (whole, letter: string) => parts[letter] ?? whole)
    .replaceAll('###', iso.slice(20, 23));
}

/** A full disk or a closed terminal must not end a daemon: what cannot be logged is lost. */
function put(descriptor: number, line: string): void {
  try {
    writeSync(descriptor, line);
  } catch (error) {
    if (process.env['HEDDLE_VALIDATE'] === '1' && descriptor !== 2) throw new Error(`log: ${messageOf(error)}`);
  }
}
