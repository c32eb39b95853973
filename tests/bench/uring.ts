import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { installPeers, onCore } from './live/servers.ts';

/*
 * `npm run bench -- uring`: what would be saved if all frames of a tick went to their sockets in one system call (io_uring, by a prebuilt
 * FFI) in place of a write each. Linux only; the product does not do it (RESULTS.md says why).
 */
const frameBytes = 120;
const ticks = 150;
const rounds = 6;

// Numbers of https://man7.org/linux/man-pages/man2/io_uring_setup.2.html and /usr/include/linux/io_uring.h.
const call = { setup: 425, enter: 426 };
const setupFlags = (1 << 8) | (1 << 12) | (1 << 13); // COOP_TASKRUN, SINGLE_ISSUER, DEFER_TASKRUN
const region = { rings: 0, entries: 0x10000000 };
const send = { opcode: 26, flags: 0x4040 }; // MSG_NOSIGNAL, MSG_DONTWAIT
const entrySize = 64;

if (process.platform !== 'linux') throw new Error('io_uring is there on Linux only.');
installPeers();
const koffi = createRequire(fileURLToPath(new URL('peers/package.json', import.meta.url)))('koffi');
const libc = koffi.load('libc.so.6');
const setup: (number: number, entries: number, params: Buffer) => number = libc.func('syscall', 'long', ['long', 'uint32_t', 'void *']);
const enter: (...numbers: (number | null)[]) => number = libc.func('syscall', 'long', [
	'long',
	'int',
	'uint32_t',
	'uint32_t',
	'uint32_t',
	'void *',
	'size_t'
]);
const mmap = libc.func('mmap', 'void *', ['void *', 'size_t', 'int', 'int', 'int', 'long']);

for (const sockets of [40, 200]) await compare(sockets);
process.exit();

async function compare(count: number): Promise<void> {
	const { sockets, end } = await connected(count);
	const ring = newRing();
	const frame = Buffer.alloc(frameBytes, 7);
	const numbers = sockets.map((socket) => (socket as unknown as { _handle: { fd: number } })._handle.fd);
	const ways = {
		write: () => sockets.forEach((socket) => socket.write(frame)),
		uring: () => ring.sendAll(numbers, frame)
	};
	const costs: Record<keyof typeof ways, number[]> = { write: [], uring: [] };
	for (let round = 0; round <= rounds; round++)
		for (const way of round % 2 ? (['write', 'uring'] as const) : (['uring', 'write'] as const)) {
			const before = process.cpuUsage();
			for (let tick = 0; tick < ticks; tick++) {
				ways[way]();
				await sleep(5);
			}
			const { user, system } = process.cpuUsage(before);
			// The first round warms up.
			if (round > 0) costs[way].push((user + system) / ticks / count);
		}
	const median = (all: number[]) => all.toSorted((a, b) => a - b)[all.length >> 1]!;
	const [write, uring] = [median(costs.write), median(costs.uring)];
	console.log(`${count} sockets: a write ${write.toFixed(1)} µs, in one call ${uring.toFixed(1)} µs, ${(write / uring).toFixed(2)} ×`);
	end();
}

/** Sockets to a process on the other core that reads what comes and does nothing else. */
async function connected(count: number): Promise<{ sockets: Socket[]; end(): void }> {
	const sockets: Socket[] = [];
	const server = createServer({ noDelay: true }, (socket) => void sockets.push(socket.on('error', () => undefined)));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const reads = `for (let i = 0; i < ${count}; i++) require('net').connect(${port}, '127.0.0.1').on('error', () => {}).resume()`;
	const [command, args] = onCore(1, [process.execPath, '-e', reads]);
	const reader = spawn(command, args, { stdio: 'inherit' });
	while (sockets.length < count) await sleep(20);
	return { sockets, end: () => (reader.kill(), server.close()) };
}

function newRing(): { sendAll(sockets: number[], frame: Buffer): void } {
	const params = Buffer.alloc(120);
	params.writeUInt32LE(setupFlags, 8);
	const ring = Number(setup(call.setup, 1024, params));
	if (ring < 0) throw new Error('This kernel has no io_uring for us.');
	const param = (offset: number) => params.readUInt32LE(offset);
	const shared = (bytes: number, offset: number) => new DataView(koffi.view(mmap(null, bytes, 3, 0x8001, ring, offset), bytes));
	// Offsets of `struct io_sqring_offsets` at 40 and `io_cqring_offsets` at 80; both rings are one mapping (IORING_FEAT_SINGLE_MMAP).
	const rings = shared(Math.max(param(64) + param(0) * 4, param(100) + param(4) * 16), region.rings);
	const entries = shared(param(0) * entrySize, region.entries);
	const [sendTail, sendMask, sendArray] = [param(44), rings.getUint32(param(48), true), param(64)];
	const [doneHead, doneTail, doneMask, done] = [param(80), param(84), rings.getUint32(param(88), true), param(100)];
	const place = mmap(null, 65_536, 3, 0x22, -1, 0);
	const bytes = new Uint8Array(koffi.view(place, 65_536));
	const address = BigInt(koffi.address(place));
	let tail = rings.getUint32(sendTail, true);
	return {
		sendAll(sockets, frame) {
			bytes.set(frame);
			for (const socket of sockets) {
				const at = (tail & sendMask) * entrySize;
				entries.setUint32(at, send.opcode, true);
				entries.setInt32(at + 4, socket, true);
				entries.setBigUint64(at + 16, address, true);
				entries.setUint32(at + 24, frame.length, true);
				entries.setUint32(at + 28, send.flags, true);
				rings.setUint32(sendArray + (tail & sendMask) * 4, tail & sendMask, true);
				tail = (tail + 1) >>> 0;
			}
			rings.setUint32(sendTail, tail, true);
			const taken = Number(enter(call.enter, ring, sockets.length, sockets.length, 1, null, 0));
			if (taken !== sockets.length) throw new Error(`The kernel took ${taken} of ${sockets.length} frames.`);
			let head = rings.getUint32(doneHead, true);
			for (; head !== rings.getUint32(doneTail, true); head = (head + 1) >>> 0)
				if (rings.getInt32(done + (head & doneMask) * 16 + 8, true) !== frame.length) throw new Error('A frame was not sent whole.');
			rings.setUint32(doneHead, head, true);
		}
	};
}
