/** What `ping` of iputils reported at its end. */
export interface PingSummary {
  readonly transmitted: number;
  readonly received: number;
}

/** One answer: its sequence number and time to live. */
export interface PingAnswer {
  readonly sequence: number;
  readonly ttl: number;
}

/** Reads the output of iputils' ping, whole or so far: answers in order, and the summary once it is there. */
export function parsePing(output: string): {
  readonly answers: readonly PingAnswer[];
  readonly summary: PingSummary | undefined;
} {
  const answers: PingAnswer[] = [];
  for (const match of output.matchAll(/icmp_seq=(\d+) (?:ttl|hlim)=(\d+)/g)) {
    if (match[1] !== undefined && match[2] !== undefined)
      answers.push({ sequence: Number(match[1]), ttl: Number(match[2]) });
  }
  const end = /(\d+) packets transmitted, (\d+) received/.exec(output);
  const summary = end === null ? undefined : { transmitted: Number(end[1]), received: Number(end[2]) };
  return { answers, summary };
}

/** Sequence numbers between the first and the last answer that got none: loss is counted after the first answer. */
export function lostAfterFirst(answers: readonly PingAnswer[]): readonly number[] {
  const seen = new Set(answers.map((answer) => answer.sequence));
  const first = Math.min(...seen);
  const last = Math.max(...seen);
  const lost: number[] = [];
  for (let sequence = first; sequence <= last; sequence++) if (!seen.has(sequence)) lost.push(sequence);
  return seen.size === 0 ? [] : lost;
}
