/** Transport of a simulated machine: echoes UDP and TCP on some ports, and opens TCP connections for `sim/tcp`. */
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN, type Tcp, type TcpDraft } from '#packets';

/** A TCP endpoint's state: enough for short, in-order exchanges over a link that loses nothing. */
interface Conversation {
  /** Next sequence number to send, next one expected. */
  sendNext: number;
  receiveNext: number;
  state: 'syn-received' | 'syn-sent' | 'established' | 'closing';
  readonly client: TcpClient | undefined;
}

/** What a client of `sim/tcp` wants and hears. */
export interface TcpClient {
  readonly text: string;
  done(outcome: string): void;
}

const wrap = (value: number): number => value >>> 0;
/** Conversations kept at most; past that the oldest goes. */
const LIMIT = 1024;

/** TCP of one machine; `send` gets segments for a peer, addressed by `peer` and ports. */
export class TcpMachine {
  readonly #conversations = new Map<string, Conversation>();
  readonly #echoPorts: ReadonlySet<number>;
  readonly #random: (below: number) => number;

  constructor(echoPorts: ReadonlySet<number>, random: (below: number) => number) {
    this.#echoPorts = echoPorts;
    this.#random = random;
  }

  /** Opens a connection: gives the SYN. */
  connect(peer: string, sourcePort: number, destinationPort: number, client: TcpClient): TcpDraft {
    const sequence = this.#random(0xffffffff);
    this.#put(`${peer}|${destinationPort}|${sourcePort}`, {
      sendNext: wrap(sequence + 1),
      receiveNext: 0,
      state: 'syn-sent',
      client,
    });
    return { sourcePort, destinationPort, sequence, flags: TCP_SYN };
  }

  #put(key: string, conversation: Conversation): void {
    if (this.#conversations.size >= LIMIT) {
      for (const oldest of this.#conversations.keys()) {
        this.#conversations.delete(oldest);
        break;
      }
    }
    this.#conversations.set(key, conversation);
  }

  /** Takes a segment and gives those that answer it. */
  receive(peer: string, segment: Tcp): readonly TcpDraft[] {
    const key = `${peer}|${segment.sourcePort}|${segment.destinationPort}`;
    const conversation = this.#conversations.get(key);
    const reply = (draft: Partial<TcpDraft>, flags: number): TcpDraft => ({
      sourcePort: segment.destinationPort,
      destinationPort: segment.sourcePort,
      flags,
      ...draft,
    });
    if (conversation === undefined) return this.#unknown(key, segment, reply);
    if (segment.flags & TCP_RST) {
      this.#conversations.delete(key);
      conversation.client?.done('Connection refused');
      return [];
    }
    const acknowledge = (flags: number, payload?: Uint8Array): TcpDraft => {
      const draft = reply(
        {
          sequence: conversation.sendNext,
          acknowledgment: conversation.receiveNext,
          ...(payload && { payload }),
        },
        flags | TCP_ACK,
      );
      conversation.sendNext = wrap(conversation.sendNext + (payload?.length ?? 0) + (flags & TCP_FIN ? 1 : 0));
      return draft;
    };
    if (conversation.state === 'syn-sent') {
      if ((segment.flags & (TCP_SYN | TCP_ACK)) !== (TCP_SYN | TCP_ACK)) return [];
      conversation.receiveNext = wrap(segment.sequence + 1);
      conversation.state = 'established';
      return [acknowledge(TCP_PSH, new TextEncoder().encode(conversation.client?.text ?? ''))];
    }
    if (conversation.state === 'syn-received' && segment.flags & TCP_ACK) conversation.state = 'established';
    // Out of order: say again what is expected.
    if (segment.sequence !== conversation.receiveNext) return segment.payload.length > 0 ? [acknowledge(0)] : [];
    conversation.receiveNext = wrap(conversation.receiveNext + segment.payload.length);
    const answers: TcpDraft[] = [];
    if (segment.payload.length > 0) {
      if (conversation.client === undefined) answers.push(acknowledge(TCP_PSH, segment.payload.slice()));
      else {
        conversation.client.done(new TextDecoder().decode(segment.payload));
        conversation.state = 'closing';
        answers.push(acknowledge(TCP_FIN));
      }
    }
    if (segment.flags & TCP_FIN) {
      conversation.receiveNext = wrap(conversation.receiveNext + 1);
      answers.push(acknowledge(conversation.state === 'closing' ? 0 : TCP_FIN));
      this.#conversations.delete(key);
    }
    return answers;
  }

  #unknown(
    key: string,
    segment: Tcp,
    reply: (draft: Partial<TcpDraft>, flags: number) => TcpDraft,
  ): readonly TcpDraft[] {
    if (segment.flags & TCP_RST) return [];
    const isSyn = (segment.flags & (TCP_SYN | TCP_ACK)) === TCP_SYN;
    if (isSyn && this.#echoPorts.has(segment.destinationPort)) {
      const sequence = this.#random(0xffffffff);
      const receiveNext = wrap(segment.sequence + 1);
      this.#put(key, { sendNext: wrap(sequence + 1), receiveNext, state: 'syn-received', client: undefined });
      return [reply({ sequence, acknowledgment: receiveNext }, TCP_SYN | TCP_ACK)];
    }
    if (!isSyn && (segment.flags & TCP_FIN) === 0 && segment.payload.length === 0) return [];
    const length = segment.payload.length + (segment.flags & (TCP_SYN | TCP_FIN) ? 1 : 0);
    if (segment.flags & TCP_ACK) return [reply({ sequence: segment.acknowledgment }, TCP_RST)];
    return [reply({ acknowledgment: wrap(segment.sequence + length) }, TCP_RST | TCP_ACK)];
  }
}
