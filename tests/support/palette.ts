import { crc32, deflateSync, inflateSync } from 'node:zlib';

/*
 * Pictures of pages have few colours: with a palette they take a third of the room (PNG, colour type 3). Reads what Chromium writes: 8 bits
 * a channel, no interlacing.
 */

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** The same picture with at most 32 colours, those it has the most of. */
export function paletted(png: Buffer): Buffer {
	const { width, height, pixels } = decoded(png);
	const counts = new Map<number, number>();
	for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
	const palette = [...counts].toSorted(([, a], [, b]) => b - a).flatMap(([colour], at) => (at < 32 ? [colour] : []));
	const nearest = new Map<number, number>();
	for (const colour of counts.keys()) nearest.set(colour, closest(palette, colour));
	const rows = Buffer.alloc((width + 1) * height);
	for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = nearest.get(pixels[y * width + x]!)!;
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, 3, 0, 0, 0], 8);
	const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
	const packed = deflateSync(rows, { level: 9 });
	return Buffer.concat([signature, chunk('IHDR', header), chunk('PLTE', colours), chunk('IDAT', packed), chunk('IEND', Buffer.alloc(0))]);
}

function closest(palette: readonly number[], colour: number): number {
	const away = (other: number) => [16, 8, 0].reduce((sum, bits) => sum + (((colour >> bits) & 255) - ((other >> bits) & 255)) ** 2, 0);
	let best = 0;
	for (const [at, other] of palette.entries()) if (away(other) < away(palette[best]!)) best = at;
	return best;
}

function chunk(kind: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(kind), data]);
	const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
	length.writeUInt32BE(data.length);
	sum.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, sum]);
}

/** Each pixel as 0xRRGGBB, row by row. */
function decoded(png: Buffer): { width: number; height: number; pixels: Uint32Array } {
	const parts: Buffer[] = [];
	for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
		if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
	const [width, height, channels] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? 4 : 3];
	const raw = inflateSync(Buffer.concat(parts));
	const stride = width * channels;
	const before = (row: number, at: number) => (row < 0 || at < 0 ? 0 : raw[row * (stride + 1) + 1 + at]!);
	const pixels = new Uint32Array(width * height);
	for (let y = 0; y < height; y++) {
		const filter = raw[y * (stride + 1)]!;
		for (let at = 0; at < stride; at++) {
			const [left, up] = [at < channels ? 0 : before(y, at - channels), before(y - 1, at)];
			const corner = at < channels ? 0 : before(y - 1, at - channels);
			const guess = [0, left, up, (left + up) >> 1, filter === 4 ? paeth(left, up, corner) : 0][filter]!;
			raw[y * (stride + 1) + 1 + at] = (raw[y * (stride + 1) + 1 + at]! + guess) & 255;
		}
		for (let x = 0; x < width; x++) {
			const at = y * (stride + 1) + 1 + x * channels;
			pixels[y * width + x] = (raw[at]! << 16) | (raw[at + 1]! << 8) | raw[at + 2]!;
		}
	}
	return { width, height, pixels };
}

function paeth(left: number, up: number, corner: number): number {
	const guess = left + up - corner;
	const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
	return a <= b && a <= c ? left : b <= c ? up : corner;
}
