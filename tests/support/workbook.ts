import { crc32, deflateRawSync } from 'node:zlib';

/** A zip file of `parts`; `says` is how large each part is said to be, where that is a lie. */
export function zip(parts: Record<string, string | Buffer>, says?: number): Uint8Array<ArrayBuffer> {
	const [files, directory]: [Buffer[], Buffer[]] = [[], []];
	let at = 0;
	for (const [name, text] of Object.entries(parts)) {
		const bytes = Buffer.from(text);
		const packed = deflateRawSync(bytes);
		const head = Buffer.alloc(26);
		head.writeUInt16LE(20, 0);
		head.writeUInt16LE(8, 4);
		head.writeUInt32LE(crc32(bytes), 10);
		head.writeUInt32LE(packed.length, 14);
		head.writeUInt32LE(says ?? bytes.length, 18);
		head.writeUInt16LE(name.length, 22);
		const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), head, Buffer.from(name), packed]);
		const rest = Buffer.alloc(14);
		rest.writeUInt32LE(at, 10);
		directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, rest, Buffer.from(name));
		files.push(local);
		at += local.length;
	}
	const index = Buffer.concat(directory);
	const end = Buffer.alloc(18);
	for (const place of [4, 6]) end.writeUInt16LE(files.length, place);
	end.writeUInt32LE(index.length, 8);
	end.writeUInt32LE(at, 12);
	return Uint8Array.from(Buffer.concat([...files, index, Buffer.from('PK\x05\x06', 'latin1'), end]));
}

const letter = (at: number) => String.fromCharCode(65 + at);
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const office = 'http://schemas.openxmlformats.org';

/** A workbook as Excel writes it, with a sheet of text for each of `sheets`. */
export function workbook(...sheets: string[][][]): Uint8Array<ArrayBuffer> {
	const sheet = (rows: string[][]) =>
		`<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${office}/spreadsheetml/2006/main"><sheetData>${rows
			.map(
				(cells, row) =>
					`<row r="${row + 1}">${cells
						.map((cell, at) => (cell ? `<c r="${letter(at)}${row + 1}" t="inlineStr"><is><t>${escaped(cell)}</t></is></c>` : ''))
						.join('')}</row>`
			)
			.join('')}</sheetData></worksheet>`;
	const each = (write: (number: number) => string) => sheets.map((_, at) => write(at + 1)).join('');
	return zip({
		'[Content_Types].xml': `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="${office}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${each((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`)}</Types>`,
		'_rels/.rels': `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		'xl/workbook.xml': `<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="${office}/spreadsheetml/2006/main" xmlns:r="${office}/officeDocument/2006/relationships"><sheets>${each((n) => `<sheet name="Ark${n}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
		'xl/_rels/workbook.xml.rels': `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="${office}/package/2006/relationships">${each((n) => `<Relationship Id="rId${n}" Type="${office}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet${n}.xml"/>`)}</Relationships>`,
		...Object.fromEntries(sheets.map((rows, at) => [`xl/worksheets/sheet${at + 1}.xml`, sheet(rows)]))
	});
}
