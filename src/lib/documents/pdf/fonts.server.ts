import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The fonts that documents are set in, all under the SIL Open Font License: Latin (with Sámi), what else Europe writes, Arabic with
 * Persian and Pashto, Hebrew, Ge’ez, arrows, ticks and other signs, and emoji. Vazirmatn draws Arabic since its letters are one glyph
 * each: those of Noto are put together of parts, and are not the same text when read back.
 */
const packages = [
	['schibsted-grotesk', '400Regular', '500Medium', '600SemiBold', '700Bold'],
	['noto-sans', '400Regular', '700Bold'],
	['vazirmatn', '400Regular', '700Bold'],
	['noto-sans-hebrew', '400Regular', '700Bold'],
	['noto-sans-ethiopic', '400Regular', '700Bold'],
	['noto-sans-symbols', '400Regular'],
	['noto-sans-symbols-2', '400Regular'],
	['noto-sans-math', '400Regular'],
	['noto-emoji', '400Regular']
] as const;

const require = createRequire(import.meta.url);
const folders = packages.map(([name, ...weights]) => {
	const folder = dirname(require.resolve(`@expo-google-fonts/${name}/package.json`));
	return weights.map((weight) => join(folder, weight));
});

/** The folders that the fonts lie in; those of a document are looked for here before the machine’s own. */
export const fontFolders: readonly string[] = folders.flat();

let known: Set<number> | undefined;

/** Whether a font of ours draws the sign, and what it means is the same everywhere (not a private agreement: PDF/A forbids those). */
export function isDrawn(codePoint: number): boolean {
	known ??= new Set(folders.flatMap(([regular]) => signsOf(fontIn(regular!))));
	const isPrivate = (codePoint >= 0xe000 && codePoint <= 0xf8ff) || codePoint >= 0xf0000;
	return known.has(codePoint) && !isPrivate;
}

function fontIn(folder: string): Buffer {
	const [name, weight] = folder.split(/[\\/]/).slice(-2) as [string, string];
	const family = name
		.split('-')
		.map((word) => word[0]!.toUpperCase() + word.slice(1))
		.join('');
	return readFileSync(join(folder, `${family}_${weight}.ttf`));
}

/** The code points that a font has a glyph for: its table `cmap`, of the formats 4 and 12 (OpenType 1.9). */
function signsOf(font: Buffer): number[] {
	const tables = Array.from({ length: font.readUInt16BE(4) }, (_, at) => 12 + at * 16);
	const cmap = font.readUInt32BE(tables.find((at) => font.toString('latin1', at, at + 4) === 'cmap')! + 8);
	const parts = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, at) => cmap + font.readUInt32BE(cmap + 8 + at * 8));
	return parts.flatMap((part) => {
		const format = font.readUInt16BE(part);
		return format === 12 ? ofGroups(font, part) : format === 4 ? ofSegments(font, part) : [];
	});
}

const between = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

function ofGroups(font: Buffer, part: number): number[] {
	return between(1, font.readUInt32BE(part + 12)).flatMap((nth) => {
		const at = part + 16 + (nth - 1) * 12;
		return between(font.readUInt32BE(at), font.readUInt32BE(at + 4));
	});
}

function ofSegments(font: Buffer, part: number): number[] {
	const doubled = font.readUInt16BE(part + 6);
	return between(1, doubled / 2).flatMap((nth) => {
		const end = part + 14 + (nth - 1) * 2;
		const [to, from] = [font.readUInt16BE(end), font.readUInt16BE(end + doubled + 2)];
		return from === 0xffff ? [] : between(from, to);
	});
}
