import { crc32, deflateSync } from 'node:zlib';

const [width, height] = [960, 600];
const colours = ['f4efe6', 'ffffff', 'c8bfae', '00515e', 'f2c14e', '8fc1b5', 'e58f76', 'b7c4e0', '595148'];
const [floor, cloth, edge, chair, ...rest] = colours.map((_, at) => at);
const notes = rest.slice(0, 4);
const ink = rest[4]!;

/** A table seen from above with its chairs and notes, as a PNG: a demo has no photos, and shows nobody. */
export function drawnTable(): Uint8Array {
	const pixels = Buffer.alloc(width * height, floor);
	const disc = (x: number, y: number, radius: number, colour: number) => {
		for (let row = -radius; row <= radius; row++) {
			const half = Math.floor(Math.sqrt(radius * radius - row * row));
			pixels.fill(colour, (y + row) * width + x - half, (y + row) * width + x + half);
		}
	};
	const slip = (x: number, y: number, colour: number, lines: number) => {
		for (let row = 0; row < 56; row++) pixels.fill(colour, (y + row) * width + x, (y + row) * width + x + 74);
		for (let line = 0; line < lines; line++)
			for (let row = 0; row < 3; row++) {
				const from = (y + 14 + line * 13 + row) * width + x + 9;
				pixels.fill(ink, from, from + 54 - ((line * 17 + x) % 22));
			}
	};
	for (let seat = 0; seat < 6; seat++) {
		const way = (seat / 6) * 2 * Math.PI;
		disc(Math.round(480 + 250 * Math.cos(way)), Math.round(300 + 250 * Math.sin(way)), 42, chair!);
	}
	disc(480, 300, 214, edge!);
	disc(480, 300, 206, cloth!);
	for (const [at, [x, y]] of (
		[
			[350, 190],
			[438, 150],
			[532, 188],
			[330, 272],
			[424, 246],
			[560, 270],
			[372, 356],
			[470, 340],
			[556, 366],
			[446, 420]
		] as const
	).entries())
		slip(x, y, notes[(at * 3) % 4]!, 1 + (at % 3));

	const lines = Buffer.alloc((width + 1) * height);
	for (let row = 0; row < height; row++) pixels.copy(lines, row * (width + 1) + 1, row * width, (row + 1) * width);
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	// Eight bits a pixel, each the number of a colour.
	head.set([8, 3, 0, 0, 0], 8);
	const sign = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	const palette = Buffer.from(colours.join(''), 'hex');
	return Buffer.concat([
		sign,
		chunk('IHDR', head),
		chunk('PLTE', palette),
		chunk('IDAT', deflateSync(lines)),
		chunk('IEND', Buffer.alloc(0))
	]);
}

function chunk(name: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
	const whole = Buffer.alloc(body.length + 8);
	whole.writeUInt32BE(data.length, 0);
	body.copy(whole, 4);
	whole.writeUInt32BE(crc32(body), body.length + 4);
	return whole;
}
