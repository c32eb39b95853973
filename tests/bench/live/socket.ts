import { connect, type Socket } from 'node:net';

/*
 * A WebSocket client (RFC 6455) that costs next to nothing, so that what is measured is the server: all sockets read into
 * one buffer, and a message is handed on where it lies. It knows what servers here send: whole frames, unmasked.
 */

const arriving = Buffer.allocUnsafe(256 * 1024);
const mask = Buffer.from([0x5a, 0x17, 0xc3, 0x88]);

export interface Listener {
	opened(): void;
	/** The message is `bytes` from `from` to `to`, and gone when this returns. */
	message(bytes: Buffer, from: number, to: number): void;
	closed(code: number): void;
}

export class LightSocket {
	#socket: Socket;
	#listener: Listener;
	#isOpen = false;
	#rest: Buffer | undefined;
	#code = 1006;

	constructor(port: number, path: string, listener: Listener) {
		this.#listener = listener;
		this.#socket = connect({
			port,
			host: '127.0.0.1',
			noDelay: true,
			onread: {
				buffer: arriving,
				callback: (length) => {
					this.#take(length);
					return true;
				}
			}
		});
		this.#socket.on('connect', () => {
			this.#socket.write(
				`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
					`Sec-WebSocket-Key: c2FtbGluZyBiZW5jaCEhIQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`
			);
		});
		this.#socket.on('error', () => undefined);
		this.#socket.on('close', () => listener.closed(this.#code));
	}

	/** Sends a binary message. */
	send(payload: Uint8Array): void {
		this.#socket.write(clientFrame(2, payload));
	}

	/** Reads no more, as a phone does that sleeps with its socket open. */
	stopReading(): void {
		this.#socket.pause();
	}

	/** Is gone without a word, as a phone in a tunnel. */
	vanish(): void {
		this.#socket.destroy();
	}

	/** Leaves as a browser does. */
	leave(): void {
		this.#socket.write(clientFrame(8, Buffer.from([0x03, 0xe8])));
		this.#socket.end();
	}

	#take(length: number): void {
		let bytes: Buffer = arriving;
		let end = length;
		if (this.#rest) {
			bytes = Buffer.concat([this.#rest, arriving.subarray(0, length)]);
			end = bytes.length;
			this.#rest = undefined;
		}
		let at = 0;
		if (!this.#isOpen) {
			const head = bytes.subarray(0, end).indexOf('\r\n\r\n');
			if (head < 0) {
				this.#rest = Buffer.from(bytes.subarray(0, end));
				return;
			}
			if (!bytes.subarray(0, head).toString('latin1').startsWith('HTTP/1.1 101')) return void this.#socket.destroy();
			this.#isOpen = true;
			this.#listener.opened();
			at = head + 4;
		}
		while (end - at >= 2) {
			let size = (bytes[at + 1] as number) & 127;
			let from = at + 2;
			if (size === 126) {
				if (end - at < 4) break;
				size = bytes.readUInt16BE(at + 2);
				from = at + 4;
			} else if (size === 127) {
				if (end - at < 10) break;
				size = Number(bytes.readBigUInt64BE(at + 2));
				from = at + 10;
			}
			if (end < from + size) break;
			this.#frame(bytes[at] as number, bytes, from, from + size);
			at = from + size;
		}
		if (at < end) this.#rest = Buffer.from(bytes.subarray(at, end));
	}

	#frame(head: number, bytes: Buffer, from: number, to: number): void {
		if (head === 0x82) this.#listener.message(bytes, from, to);
		else if (head === 0x89) this.#socket.write(clientFrame(10, bytes.subarray(from, to)));
		else if (head === 0x88) {
			this.#code = to - from >= 2 ? bytes.readUInt16BE(from) : 1005;
			this.#socket.end(clientFrame(8, bytes.subarray(from, to)));
		} else if (head !== 0x8a) throw new Error(`A frame that the bench does not know: ${head}`);
	}
}

function clientFrame(opcode: number, payload: Uint8Array): Buffer {
	const { length } = payload;
	const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
	const frame = Buffer.allocUnsafe(header + 4 + length);
	frame[0] = 0x80 | opcode;
	if (header === 2) frame[1] = 0x80 | length;
	else if (header === 4) {
		frame[1] = 0x80 | 126;
		frame.writeUInt16BE(length, 2);
	} else {
		frame[1] = 0x80 | 127;
		frame.writeBigUInt64BE(BigInt(length), 2);
	}
	mask.copy(frame, header);
	for (let i = 0; i < length; i++) frame[header + 4 + i] = (payload[i] as number) ^ (mask[i & 3] as number);
	return frame;
}
