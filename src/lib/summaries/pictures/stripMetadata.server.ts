import { inflateSync } from 'node:zlib';
import { refuse } from '#lib/result.ts';
import { photoLimits } from './limits.ts';

export type Photo = { type: 'jpg' | 'png'; bytes: Uint8Array<ArrayBuffer>; width: number; height: number };

/**
 * A JPEG or PNG as it may be kept: only what is needed to show it. Where and when it was taken, with what, thumbnails, comments and
 * whatever lies behind its end are left out; of Exif only which way is up stays. Known by its content, not its name.
 * Refuses `invalidFormat` (SVG, WebP and all else), `invalid` (it has no whole end, or its data is not what its head says) and
 * `limitSize` (`photoLimits`).
 */
export function photoFrom(bytes: Uint8Array) {
	if (bytes.length > photoLimits.bytes) return refuse('limitSize');
	const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
	const isPng = pngSign.every((byte, at) => bytes[at] === byte);
	if (!isJpeg && !isPng) return refuse('invalidFormat');
	const photo = isJpeg ? jpegFrom(bytes) : pngFrom(bytes);
	if (!photo || photo.width < 1 || photo.height < 1) return refuse('invalid');
	if (photo.width * photo.height > photoLimits.pixels) return refuse('limitSize');
	const unfolds = photo.type === 'png' ? unfoldPng(photo) : 'whole';
	if (unfolds !== 'whole') return refuse(unfolds);
	return { ok: true as const, photo };
}

const pngSign = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** What draws the picture (PNG, 3rd edition, 11.2–11.3); text, times, Exif and private chunks are not among it. */
const pngKept = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'sBIT', 'IDAT', 'IEND']);

function pngFrom(bytes: Uint8Array): Photo | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const parts = [bytes.subarray(0, 8)];
	for (let at = 8; at + 12 <= bytes.length;) {
		const length = view.getUint32(at);
		const next = at + 12 + length;
		if (next > bytes.length) return undefined;
		const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
		if ((at === 8) !== (name === 'IHDR')) return undefined;
		if (pngKept.has(name)) parts.push(bytes.subarray(at, next));
		if (name === 'IEND') return { type: 'png', bytes: joined(parts), width: view.getUint32(16), height: view.getUint32(20) };
		at = next;
	}
	return undefined;
}

/** Samples a pixel by colour type (PNG, 3rd edition, 11.2.1). */
const samples: Partial<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** First column and row, and steps, of each pass of Adam7 (8.2). */
const adam7 = [
	[0, 0, 8, 8],
	[4, 0, 8, 8],
	[0, 4, 4, 8],
	[2, 0, 4, 4],
	[0, 2, 2, 4],
	[1, 0, 2, 2],
	[0, 1, 1, 2]
] as const;

/** Whether the data of a PNG unfolds to just what its head says; unfolding stops there, whatever else it holds. */
function unfoldPng({ bytes, width, height }: Photo): 'whole' | 'invalid' | 'limitSize' {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const bits = bytes[24]! * (samples[bytes[25]!] ?? 0);
	const pass = (columns: number, rows: number) => (columns > 0 ? rows * (1 + Math.ceil((columns * bits) / 8)) : 0);
	const passes =
		bytes[28] === 1
			? adam7.map(([x, y, right, down]) => pass(Math.ceil((width - x) / right), Math.ceil((height - y) / down)))
			: [pass(width, height)];
	const wanted = passes.reduce((sum, size) => sum + Math.max(0, size), 0);
	if (!(bits > 0)) return 'invalid';
	if (wanted > photoLimits.unfolded) return 'limitSize';
	const data: Uint8Array[] = [];
	for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
		if (view.getUint32(at + 4) === 0x49444154) data.push(bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
	}
	try {
		return inflateSync(joined(data), { maxOutputLength: wanted }).length === wanted ? 'whole' : 'invalid';
	} catch (thrown) {
		return (thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'limitSize' : 'invalid';
	}
}

/**
 * JPEG (ITU-T T.81, Annex B): segments up to the end of the image, and of the application's only JFIF's head, the colour profile and
 * Adobe's colour note.
 */
function jpegFrom(bytes: Uint8Array): Photo | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const parts: Uint8Array[] = [];
	let size: { width: number; height: number } | undefined;
	let way = 1;
	let isJfif = false;
	let at = 2;
	while (at + 4 <= bytes.length) {
		if (bytes[at] !== 0xff) return undefined;
		const marker = bytes[at + 1]!;
		if (marker === 0xff) {
			at++;
			continue;
		}
		if (marker === 0xd9) break;
		const next = at + 2 + view.getUint16(at + 2);
		if (next > bytes.length || next < at + 4) return undefined;
		const segment = bytes.subarray(at, next);
		const starts = (words: string) => [...words].every((letter, place) => segment[4 + place] === letter.charCodeAt(0));
		if (marker === 0xe1 && starts('Exif\0\0')) way = wayUp(segment.subarray(10)) ?? way;
		if (marker === 0xe0 && starts('JFIF\0')) isJfif = true;
		const isApplication = (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
		const isKept = !isApplication || (marker === 0xe2 && starts('ICC_PROFILE\0')) || (marker === 0xee && starts('Adobe'));
		if (isKept) parts.push(segment);
		// All start-of-frame markers but those that stand for tables (DHT, JPG, DAC).
		if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker) && segment.length >= 9)
			size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
		at = next;
		if (marker === 0xda) {
			const from = at;
			// Within the picture's data 0xff stands before 0 or a restart marker.
			while (at + 1 < bytes.length && (bytes[at] !== 0xff || bytes[at + 1] === 0 || (bytes[at + 1]! >= 0xd0 && bytes[at + 1]! <= 0xd7)))
				at++;
			parts.push(bytes.subarray(from, at));
		}
	}
	if (!size || bytes[at] !== 0xff || bytes[at + 1] !== 0xd9) return undefined;
	const turned = way > 4;
	return {
		type: 'jpg',
		bytes: joined([start, ...(isJfif ? [jfif] : []), ...(way === 1 ? [] : [exifWith(way)]), ...parts, end]),
		width: turned ? size.height : size.width,
		height: turned ? size.width : size.height
	};
}

const start = new Uint8Array([0xff, 0xd8]);
const end = new Uint8Array([0xff, 0xd9]);
/** JFIF 1.02 without a thumbnail. */
const jfif = new Uint8Array([0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 2, 0, 0, 1, 0, 1, 0, 0]);

/** Which of eight ways is up (Exif 2.32, tag 0x0112), from a TIFF head. */
function wayUp(tiff: Uint8Array): number | undefined {
	if (tiff.length < 14) return undefined;
	const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
	const little = tiff[0] === 0x49;
	const directory = view.getUint32(4, little);
	if (directory + 2 > tiff.length) return undefined;
	for (let left = view.getUint16(directory, little), at = directory + 2; left > 0 && at + 12 <= tiff.length; left--, at += 12) {
		if (view.getUint16(at, little) !== 0x0112) continue;
		const way = view.getUint16(at + 8, little);
		return way >= 1 && way <= 8 ? way : undefined;
	}
	return undefined;
}

/** Exif that says which way is up, and nothing else. */
function exifWith(way: number): Uint8Array {
	const head = [0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1];
	return new Uint8Array([...head, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, way, 0, 0, 0, 0, 0, 0]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
