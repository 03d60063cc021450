/**
 * Reads frames from a file descriptor (TAP device or packet socket) whenever there are some. Two ways to the same end:
 * libuv's pipe handle, which gives readiness without a thread but is undocumented, and a worker thread that waits in
 * poll(2) for where Node has no such handle any more. Before: the kernel. After: a device's `receive`.
 */
import { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { threadProgram } from '#base';
import type { FrameWork } from './frame-worker.js';
import type { Kernel } from './kernel.js';

export interface FrameReader {
  close(): void;
}

/** Frames read in one turn of the event loop at most, so that a busy port leaves time for others. */
const BURST = 64;
const MAX_FRAME = 65_550;
/** How long after a failure reading is tried again. */
const RETRY_MS = 100;

/** Starts reading; `fd` is closed by `close`. */
export type ReadFrames = (kernel: Kernel, fd: number, onFrame: (bytes: Uint8Array) => void) => FrameReader;

/** By the pipe handle where there is one, else by a worker. */
export const readFrames: ReadFrames = (kernel, fd, onFrame) =>
  readByPipe(kernel, fd, onFrame) ?? readByWorker(kernel, fd, onFrame);

interface PipeHandle {
  open(fd: number): void;
}

/** libuv's pipe handle, if this Node still hands it out. */
function pipeHandle(): PipeHandle | undefined {
  const binding: unknown = Reflect.get(process, 'binding');
  if (typeof binding !== 'function') return undefined;
  try {
    const wrap: unknown = Reflect.apply(binding, process, ['pipe_wrap']);
    if (typeof wrap !== 'object' || wrap === null || !('Pipe' in wrap) || !('constants' in wrap)) return undefined;
    const { Pipe, constants } = wrap;
    if (typeof Pipe !== 'function' || typeof constants !== 'object' || constants === null) return undefined;
    const handle: unknown = Reflect.construct(Pipe, [Reflect.get(constants, 'SOCKET')]);
    return isPipeHandle(handle) ? handle : undefined;
  } catch {
    return undefined;
  }
}

function isPipeHandle(value: unknown): value is PipeHandle {
  return typeof value === 'object' && value !== null && 'open' in value && typeof value.open === 'function';
}

/**
 * libuv closes a descriptor that reading failed on, and reading fails whenever the device's link is down. So it gets a duplicate,
 * and another one after a while.
 */
function readByPipe(kernel: Kernel, fd: number, onFrame: (bytes: Uint8Array) => void): FrameReader | undefined {
  const more = Buffer.alloc(MAX_FRAME);
  let socket: Socket | undefined;
  let retry: NodeJS.Timeout | undefined;
  let isClosed = false;
  const take = (count: number, buffer: Uint8Array): boolean => {
    onFrame(Uint8Array.prototype.slice.call(buffer, 0, count));
    for (let i = 1; i < BURST; i++) {
      const read = kernel.read(fd, more);
      if (read <= 0) break;
      onFrame(Uint8Array.prototype.slice.call(more, 0, read));
    }
    return true;
  };
  const open = (): boolean => {
    const handle = pipeHandle();
    if (handle === undefined) return false;
    handle.open(kernel.duplicate(fd));
    const onread = { buffer: Buffer.alloc(MAX_FRAME), callback: take };
    const options = { handle, readable: true, writable: false, allowHalfOpen: true, onread };
    socket = new Socket(options);
    socket.on('error', () => {});
    socket.on('close', () => {
      if (!isClosed) retry = setTimeout(open, RETRY_MS);
    });
    socket.resume();
    return true;
  };
  if (!open()) return undefined;
  return {
    close: () => {
      isClosed = true;
      clearTimeout(retry);
      socket?.destroy();
      kernel.close(fd);
    },
  };
}

const PROGRAM = threadProgram(import.meta.url, 'frame-worker');

function readByWorker(kernel: Kernel, fd: number, onFrame: (bytes: Uint8Array) => void): FrameReader {
  const stopped = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const work: FrameWork = { fd, stopped, burst: BURST, maxFrame: MAX_FRAME, retryMs: RETRY_MS };
  const worker = new Worker(PROGRAM, { workerData: work });
  worker.on('message', (frames: readonly Uint8Array[]) => {
    for (const frame of frames) onFrame(frame);
  });
  worker.on('exit', () => kernel.close(fd));
  worker.unref();
  return { close: () => void Atomics.store(stopped, 0, 1) };
}

/** By a worker, whether there is a pipe handle or not. */
export const readFramesByWorker: ReadFrames = readByWorker;
