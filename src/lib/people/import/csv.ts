import { refuse } from '#lib/result.ts';

/** The zip file that an .xlsx is, and the older .xls (ECMA-376 part 2; MS-CFB 2.2). */
const workbooks = [
	[0x50, 0x4b, 0x03, 0x04],
	[0xd0, 0xcf, 0x11, 0xe0]
];

/** What is left when UTF-8 is read as Windows-1252 (Ã¥), and code page 850 or Mac Roman as it (bl†b‘r): no Norwegian writes so. */
const garbled = /Ã[¥¦¸…†˜]|\p{L}[†›‰Œ¾¿](?=\p{L})|\p{Ll}‘(?=\p{Ll})|[\u0080-\u009f\ufffd]/u;

/**
 * The text of a file as Norwegian Excel writes it: UTF-8 or UTF-16 with a byte order mark, or Windows-1252; UTF-8 without a mark and
 * UTF-16 too. Refuses `invalidWorkbook`, `invalidText` (something else than text) and `invalidEncoding` (one that is not told apart).
 */
export function decoded(bytes: Uint8Array) {
	if (workbooks.some((magic) => magic.every((byte, index) => bytes[index] === byte))) return refuse('invalidWorkbook');
	const text = textOf(bytes);
	if (/[\u0000-\u0008\u000e-\u001f]/.test(text)) return refuse('invalidText');
	return garbled.test(text) ? refuse('invalidEncoding') : { ok: true as const, text };
}

function textOf(bytes: Uint8Array): string {
	const utf16 = wideOf(bytes);
	if (utf16) return new TextDecoder(utf16).decode(bytes);
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder('windows-1252').decode(bytes);
	}
}

/** UTF-16 by its mark, or because every second byte of what it begins with is zero. */
function wideOf(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
	const [first, second] = bytes;
	if (first === 0xff && second === 0xfe) return 'utf-16le';
	if (first === 0xfe && second === 0xff) return 'utf-16be';
	const start = bytes.subarray(0, 40);
	const zeros = (from: 0 | 1) => start.filter((byte, index) => index % 2 === from && byte === 0).length;
	if (start.length < 8) return null;
	if (zeros(1) > start.length / 3) return 'utf-16le';
	return zeros(0) > start.length / 3 ? 'utf-16be' : null;
}

/** A row with the line it begins on, counted from 1 as the spreadsheet does. */
export type Row = { line: number; cells: string[] };

/**
 * The rows of a list (RFC 4180, with whichever of `;`, tab and `,` its first line has most of, and Excel's own `sep=` before it);
 * empty ones are left out. `unclosed` is the line of a quote that never ends.
 */
export function rowsOf(text: string): { rows: Row[]; unclosed: number | null } {
	const told = /^\ufeff?sep=(.)\r?\n/i.exec(text);
	const body = text.replace(/^\ufeff/, '').slice(told ? told[0].replace(/^\ufeff/, '').length : 0);
	const between = told?.[1] ?? separatorOf(body);
	const rows: Row[] = [];
	let line = told ? 2 : 1;
	let row: Row = { line, cells: [] };
	let cell = '';
	// Kept beside the cell: looking through it at every quote takes minutes for a file of quotes.
	let isBlank = true;
	let quoted: number | null = null;
	const endCell = () => {
		row.cells.push(cell.trim());
		cell = '';
		isBlank = true;
	};
	const endRow = () => {
		endCell();
		if (row.cells.some((value) => value !== '')) rows.push(row);
		row = { line, cells: [] };
	};
	for (let index = 0; index < body.length; index++) {
		const character = body[index]!;
		const ends = character === '\n' || (character === '\r' && body[index + 1] !== '\n');
		if (ends) line++;
		if (quoted !== null) {
			if (character !== '"') cell += character;
			else if (body[index + 1] === '"') cell += body[++index]!;
			else quoted = null;
		} else if (character === '"' && isBlank) {
			cell = '';
			isBlank = false;
			quoted = line;
		} else if (character === between) endCell();
		else if (ends) endRow();
		else if (character !== '\r') {
			cell += character;
			isBlank &&= character.trim() === '';
		}
	}
	endRow();
	return { rows, unclosed: quoted };
}

/** Whichever separator the first line that has one has most of, outside of quotes. */
function separatorOf(body: string): string {
	const counts = new Map([';', '\t', ','].map((separator) => [separator, 0]));
	let isQuoted = false;
	let isEmpty = true;
	for (const character of body) {
		if ((character === '\n' || character === '\r') && !isEmpty && [...counts.values()].some((count) => count > 0)) break;
		if (character === '"') isQuoted = !isQuoted;
		else if (!isQuoted && counts.has(character)) counts.set(character, counts.get(character)! + 1);
		isEmpty &&= character.trim() === '';
	}
	return [...counts].toSorted(([, a], [, b]) => b - a)[0]![0];
}

/** What a spreadsheet would reckon out instead of showing: also after space, and in full width (OWASP, CSV injection). */
const formula = /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

/** A list as Norwegian Excel opens it by a double press: byte order mark, `;`, CRLF; a cell that looks like a formula begins with `'`. */
export function csvOf(rows: readonly (readonly string[])[]): string {
	const cellOf = (value: string) => {
		const safe = formula.test(value) ? `'${value}` : value;
		return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
	};
	return `\ufeff${rows.map((row) => row.map(cellOf).join(';')).join('\r\n')}\r\n`;
}

/** A cell as it was before `csvOf` made it safe. */
export function withoutGuard(cell: string): string {
	return cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;
}
