import { createHash } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';

export type Packed = { name: string; content: Buffer | string };

/** SHA-256 sums of the files as `sha256sum -c` reads them. */
export function sums(files: readonly Packed[]): string {
	return files.map(({ name, content }) => `${createHash('sha256').update(content).digest('hex')}  ${name}\n`).join('');
}

/**
 * The files as one zip (PKWARE's APPNOTE 6.3, deflate, names in UTF-8), with SHA256SUMS beside them. `at` is written as each file's time.
 */
export function archive(files: readonly Packed[], at: string): Buffer {
	const all = [...files, { name: 'SHA256SUMS', content: sums(files) }];
	const date = new Date(at);
	const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
	const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
	const bodies: Buffer[] = [];
	const entries: Buffer[] = [];
	let offset = 0;
	for (const { name, content } of all) {
		const data = Buffer.from(content);
		const packed = deflateRawSync(data);
		const path = Buffer.from(name, 'utf8');
		// From "version needed" to "extra length": the part that both headers share.
		const shared = Buffer.alloc(26);
		shared.writeUInt16LE(20, 0);
		shared.writeUInt16LE(0x0800, 2);
		shared.writeUInt16LE(8, 4);
		shared.writeUInt16LE(time, 6);
		shared.writeUInt16LE(day, 8);
		shared.writeUInt32LE(crc32(data), 10);
		shared.writeUInt32LE(packed.length, 14);
		shared.writeUInt32LE(data.length, 18);
		shared.writeUInt16LE(path.length, 22);
		const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), shared, path, packed]);
		const rest = Buffer.alloc(14);
		rest.writeUInt32LE(offset, 10);
		entries.push(Buffer.concat([Buffer.from('PK\u0001\u0002', 'latin1'), Buffer.from([20, 3]), shared, rest, path]));
		bodies.push(local);
		offset += local.length;
	}
	const directory = Buffer.concat(entries);
	const end = Buffer.alloc(18);
	end.writeUInt16LE(all.length, 4);
	end.writeUInt16LE(all.length, 6);
	end.writeUInt32LE(directory.length, 8);
	end.writeUInt32LE(offset, 12);
	return Buffer.concat([...bodies, directory, Buffer.from('PK\u0005\u0006', 'latin1'), end]);
}
