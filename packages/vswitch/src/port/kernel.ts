/**
 * System calls that Node does not offer, through koffi: TAP devices, packet sockets. Linux only. Loaded when the first such
 * port is opened, so that a switch without them needs neither koffi nor privileges.
 */

import { closeSync, constants, openSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import { errnoText, systemCode } from '#base';
import { DeviceError } from './device.js';

export interface Kernel {
  /** Opens (or makes) a TAP device; gives a non-blocking file descriptor. */
  openTap(name: string): number;
  /** True while the TAP device of a file descriptor exists, in whatever network namespace. */
  hasTap(fd: number): boolean;
  /** Says whether a TAP device is to stay when its file descriptor is closed. */
  keepTap(fd: number, keep: 'keep' | 'drop'): void;
  /** A packet socket of a network device; gives a non-blocking file descriptor. */
  openPacketSocket(name: string): number;
  setLink(name: string, changes: { readonly isUp?: boolean; readonly mtu?: number; readonly mac?: Uint8Array }): void;
  /** Sends on a socket; bytes sent, or a negative errno. */
  send(fd: number, bytes: Uint8Array): number;
  /** Reads without waiting; bytes read, or a negative errno. */
  read(fd: number, bytes: Uint8Array): number;
  close(fd: number): void;
  /** Another descriptor of the same open file. */
  duplicate(fd: number): number;
  /** What the kernel of this network namespace says of a device; undefined when it is gone. */
  link(name: string): LinkFacts | undefined;
}

export interface LinkFacts {
  readonly mac: Uint8Array;
  readonly mtu: number;
  readonly index: number;
  readonly isUp: boolean;
  readonly hasCarrier: boolean;
}

const TUNSETIFF = 0x400454ca;
const TUNSETPERSIST = 0x400454cb;
const TUNGETIFF = 0x800454d2;
const IFF_TAP = 2;
const IFF_NO_PI = 0x1000;
const AF_INET = 2;
const AF_PACKET = 17;
const SOCK_DGRAM = 2;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 2048;
const SOCK_CLOEXEC = 0o2000000;
const ETH_P_ALL = 3;
const SIOCGIFFLAGS = 0x8913;
const SIOCSIFFLAGS = 0x8914;
const SIOCGIFMTU = 0x8921;
const SIOCGIFHWADDR = 0x8927;
const IFF_RUNNING = 0x40;
const SIOCSIFMTU = 0x8922;
const SIOCSIFHWADDR = 0x8924;
const IFF_UP = 1;
const ARPHRD_ETHER = 1;
const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const SOL_PACKET = 263;
const PACKET_ADD_MEMBERSHIP = 1;
const PACKET_MR_PROMISC = 1;
const PACKET_IGNORE_OUTGOING = 23;

/** Text of an error number. */
export function errorText(errno: number): string {
  return errnoText(getSystemErrorName(-errno));
}

export async function loadKernel(): Promise<Kernel> {
  const { default: koffi } = await import('koffi');
  const libc = koffi.load('libc.so.6');
  const ioctl = libc.func('int ioctl(int fd, unsigned long request, _Inout_ void *argument)');
  const ioctlValue = libc.func('int ioctl(int fd, unsigned long request, long argument)');
  const socket = libc.func('int socket(int domain, int type, int protocol)');
  const bind = libc.func('int bind(int fd, const void *address, uint32_t length)');
  const setsockopt = libc.func('int setsockopt(int fd, int level, int name, const void *value, uint32_t length)');
  const sendTo = libc.func('int64_t send(int fd, const uint8_t *bytes, uint64_t length, int flags)');
  const readFrom = libc.func('int64_t read(int fd, _Out_ uint8_t *bytes, uint64_t length)');
  const duplicateOf = libc.func('int dup(int fd)');
  const indexOf = libc.func('uint32_t if_nametoindex(const char *name)');

  const request = (name: string): Buffer => {
    const bytes = Buffer.alloc(40);
    bytes.write(name, 0, 15, 'latin1');
    return bytes;
  };
  const int32 = (value: number): Buffer => Buffer.from(new Int32Array([value]).buffer);
  let controlFd = -1;
  /** The socket that questions about devices go through; one for the process. */
  const controlSocket = (): number => {
    if (controlFd < 0) controlFd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return controlFd;
  };
  const control = (code: number, bytes: Buffer, what: string): void => {
    const result: number = ioctl(controlSocket(), code, bytes);
    const errno = koffi.errno();
    if (result < 0) throw new DeviceError(`${what}: ${errorText(errno)}`);
  };

  return {
    openTap(name) {
      let fd: number;
      try {
        fd = openSync('/dev/net/tun', constants.O_RDWR | constants.O_NONBLOCK);
      } catch (error) {
        const code = systemCode(error) ?? 'error';
        throw new DeviceError(`${name}: cannot open /dev/net/tun: ${code} (TAP devices need CAP_NET_ADMIN)`);
      }
      const bytes = request(name);
      bytes.writeUInt16LE(IFF_TAP | IFF_NO_PI, 16);
      const result: number = ioctl(fd, TUNSETIFF, bytes);
      if (result >= 0) return fd;
      const errno = koffi.errno();
      closeSync(fd);
      const hint = errno === 1 ? ' (TAP devices need CAP_NET_ADMIN)' : '';
      throw new DeviceError(`${name}: cannot make a TAP device: ${errorText(errno)}${hint}`);
    },

    hasTap(fd) {
      const result: number = ioctl(fd, TUNGETIFF, request(''));
      return result >= 0;
    },

    keepTap(fd, keep) {
      const result: number = ioctlValue(fd, TUNSETPERSIST, keep === 'keep' ? 1 : 0);
      if (result < 0) throw new DeviceError(`cannot set how long a TAP device lives: ${errorText(koffi.errno())}`);
    },

    openPacketSocket(name) {
      const index: number = indexOf(name);
      if (index === 0) throw new DeviceError(`could not open network device ${name} (No such device)`);
      const protocol = ((ETH_P_ALL & 255) << 8) | (ETH_P_ALL >> 8);
      const fd: number = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
      if (fd < 0) {
        const errno = koffi.errno();
        const hint = errno === 1 ? ' (packet sockets need CAP_NET_RAW)' : '';
        throw new DeviceError(`could not open network device ${name} (${errorText(errno)})${hint}`);
      }
      const address = Buffer.alloc(20);
      address.writeUInt16LE(AF_PACKET, 0);
      address.writeUInt16BE(ETH_P_ALL, 2);
      address.writeInt32LE(index, 4);
      const result: number = bind(fd, address, 20);
      if (result < 0) {
        const errno = koffi.errno();
        closeSync(fd);
        throw new DeviceError(`could not open network device ${name} (${errorText(errno)})`);
      }
      setsockopt(fd, SOL_SOCKET, SO_RCVBUF, int32(8 << 20), 4);
      setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, int32(1), 4);
      const membership = Buffer.alloc(16);
      membership.writeInt32LE(index, 0);
      membership.writeUInt16LE(PACKET_MR_PROMISC, 4);
      setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership, 16);
      return fd;
    },

    setLink(name, { isUp, mtu, mac }) {
      if (mac !== undefined) {
        const bytes = request(name);
        bytes.writeUInt16LE(ARPHRD_ETHER, 16);
        bytes.set(mac, 18);
        control(SIOCSIFHWADDR, bytes, `${name}: cannot set the address`);
      }
      if (mtu !== undefined) {
        const bytes = request(name);
        bytes.writeInt32LE(mtu, 16);
        control(SIOCSIFMTU, bytes, `${name}: cannot set the MTU`);
      }
      if (isUp === undefined) return;
      const bytes = request(name);
      control(SIOCGIFFLAGS, bytes, `${name}: cannot read the flags`);
      const flags = bytes.readUInt16LE(16);
      bytes.writeUInt16LE(isUp ? flags | IFF_UP : flags & ~IFF_UP, 16);
      control(SIOCSIFFLAGS, bytes, `${name}: cannot set the flags`);
    },

    send(fd, bytes) {
      const result = Number(sendTo(fd, bytes, bytes.length, 0x40));
      return result < 0 ? -koffi.errno() : result;
    },

    read(fd, bytes) {
      const result = Number(readFrom(fd, bytes, bytes.length));
      return result < 0 ? -koffi.errno() : result;
    },

    close(fd) {
      closeSync(fd);
    },

    duplicate(fd) {
      const copy: number = duplicateOf(fd);
      if (copy < 0) throw new DeviceError(`cannot duplicate a descriptor: ${errorText(koffi.errno())}`);
      return copy;
    },

    link(name) {
      const index = Number(indexOf(name));
      if (index === 0) return undefined;
      const [flags, mtu, mac] = [request(name), request(name), request(name)];
      const questions = [
        [SIOCGIFFLAGS, flags],
        [SIOCGIFMTU, mtu],
        [SIOCGIFHWADDR, mac],
      ] as const;
      for (const [code, bytes] of questions) {
        const result: number = ioctl(controlSocket(), code, bytes);
        if (result < 0) return undefined;
      }
      const bits = flags.readUInt16LE(16);
      return {
        mac: Uint8Array.prototype.slice.call(mac, 18, 24),
        mtu: mtu.readInt32LE(16),
        index,
        isUp: (bits & IFF_UP) !== 0,
        hasCarrier: (bits & IFF_RUNNING) !== 0,
      };
    },
  };
}
