/**
 * A thread's program: a client that asks a database service one thing after the other, and says how long it waited at most. On a
 * thread of its own, so that what its owner does meanwhile does not count.
 */
import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const socket = connect(String(workerData));
let askedAt = 0;
let longestMs = 0;
let isOver = false;

function ask(): void {
  askedAt = performance.now();
  socket.write('{"id":0,"method":"echo","params":[]}');
}

socket.once('connect', ask);
socket.on('data', () => {
  longestMs = Math.max(longestMs, performance.now() - askedAt);
  if (isOver) {
    socket.destroy();
    parentPort?.close();
  } else setTimeout(ask, 1);
});
parentPort?.on('message', (wanted: 'longest' | 'end') => {
  if (wanted === 'end') isOver = true;
  else {
    parentPort?.postMessage(longestMs);
    longestMs = 0;
  }
});
