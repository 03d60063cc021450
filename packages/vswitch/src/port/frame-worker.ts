/** A thread's program: waits in poll(2) for frames, reads them, and posts one message a burst (frame-reader.ts). */
import { parentPort, workerData } from 'node:worker_threads';
import koffi from 'koffi';

export interface FrameWork {
  /** Non-blocking. */
  readonly fd: number;
  /** Its element turns 1 when reading is to end. */
  readonly stopped: Int32Array;
  /** Frames of a message at most. */
  readonly burst: number;
  /** Bytes of the longest frame. */
  readonly maxFrame: number;
  /** How long after a failure reading is tried again. */
  readonly retryMs: number;
}

const POLLIN = 1;
/** Milliseconds between looks whether reading is to end. */
const LOOK_MS = 200;

function readOn({ fd, stopped, burst, maxFrame, retryMs }: FrameWork): void {
  const libc = koffi.load('libc.so.6');
  const poll = libc.func('int poll(_Inout_ void *fds, uint64_t count, int timeout)');
  const read = libc.func('int64_t read(int fd, _Out_ uint8_t *bytes, uint64_t length)');
  const fds = Buffer.alloc(8);
  const buffer = Buffer.alloc(maxFrame);
  while (Atomics.load(stopped, 0) === 0) {
    fds.writeInt32LE(fd, 0);
    fds.writeInt16LE(POLLIN, 4);
    if (poll(fds, 1, LOOK_MS) <= 0) continue;
    const frames: Uint8Array[] = [];
    while (frames.length < burst) {
      const count = Number(read(fd, buffer, buffer.length));
      if (count <= 0) break;
      frames.push(Uint8Array.prototype.slice.call(buffer, 0, count));
    }
    if (frames.length > 0) parentPort?.postMessage(frames);
    // The link is down: poll(2) says that there is an error, again and again.
    else Atomics.wait(stopped, 0, 0, retryMs);
  }
}

readOn(workerData);
