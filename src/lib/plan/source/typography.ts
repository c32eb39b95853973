import type { Block, Paragraph } from './block.ts';
import { labelOf } from './labels.ts';

/** A block, and which blocks of the source it is made of. */
export type Piece = { block: Block; from: number[] };

/**
 * The blocks of a source as pieces to be recognised. Where no style says what a heading is (a PDF made into Word, pasted text), lines that
 * were broken at the edge of a page's column are joined, and headings are told by their numbers, size and bold.
 */
export function piecesOf(blocks: readonly Block[]): Piece[] {
	const pieces = titled(withoutPages(blocks.map((block, at) => ({ block, from: [at] }))));
	const isStyled = blocks.some((block) => block.is === 'paragraph' && block.level !== null);
	const isPasted = blocks.every((block) => block.is === 'row' || block.size === null);
	if (isStyled) return isPasted ? joined(pieces) : pieces;
	return withLevels(joined(pieces));
}

/** A first line that is called a plan and no sentence is the plan's title, where no style says which one is. */
function titled(pieces: readonly Piece[]): Piece[] {
	const first = pieces[0]?.block;
	if (
		first?.is !== 'paragraph' ||
		first.beside !== null ||
		pieces.some(({ block }) => block.is === 'paragraph' && block.beside === 'title')
	)
		return [...pieces];
	const isTitle =
		first.text.length <= 120 && /plan(?:en)?\b/i.test(first.text) && !/[.:;,]$/.test(first.text) && labelOf(first.text).number === '';
	return isTitle ? [{ from: [0], block: { ...first, beside: 'title' } }, ...pieces.slice(1)] : [...pieces];
}

/** Page numbers, and what stands at the top or foot of page after page. */
function withoutPages(pieces: readonly Piece[]): Piece[] {
	const counts = new Map<string, number>();
	for (const { block } of pieces) if (block.is === 'paragraph') counts.set(keyOf(block), (counts.get(keyOf(block)) ?? 0) + 1);
	return pieces.map((piece) => {
		const { block } = piece;
		if (block.is !== 'paragraph' || block.beside !== null) return piece;
		const isNumber = /^(?:side\s+)?\d{1,3}(?:\s*(?:av|\/)\s*\d{1,3})?$/i.test(block.text) && block.number === '';
		const isRepeated = !block.listed && counts.get(keyOf(block))! > 3 && !/^(?:tiltak|delmål|mål)\s*:?$/i.test(block.text);
		return isNumber || isRepeated ? { ...piece, block: { ...block, beside: 'page' } } : piece;
	});
}

const keyOf = ({ text }: Paragraph): string => text.replace(/\d+/g, '#');

function joined(pieces: readonly Piece[]): Piece[] {
	const found: Piece[] = [];
	let last = -1;
	for (const piece of pieces) {
		const before = found[last];
		if (before && goesOn(before.block, piece.block)) {
			const text = `${(before.block as Paragraph).text} ${(piece.block as Paragraph).text}`;
			found[last] = { block: { ...(before.block as Paragraph), text }, from: [...before.from, ...piece.from] };
			continue;
		}
		found.push(piece);
		// A page that ends within a sentence: its number stands between the two halves.
		if (piece.block.is === 'row' || piece.block.beside === null) last = found.length - 1;
	}
	return found;
}

function goesOn(before: Block, block: Block): boolean {
	if (before.is !== 'paragraph' || block.is !== 'paragraph' || before.beside !== null || block.beside !== null) return false;
	if (before.level !== null || block.level !== null) return false;
	if (block.listed || block.number !== '' || block.bold !== before.bold || block.size !== before.size) return false;
	return /^\p{Ll}/u.test(block.text) && !/[.:;!?]$/.test(before.text) && labelOf(block.text).number === '';
}

/** The size that most of the text has. */
function bodySize(pieces: readonly Piece[]): number {
	const letters = new Map<number, number>();
	for (const { block } of pieces)
		if (block.is === 'paragraph' && block.size !== null) letters.set(block.size, (letters.get(block.size) ?? 0) + block.text.length);
	return [...letters].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}

function withLevels(pieces: readonly Piece[]): Piece[] {
	const body = bodySize(pieces);
	const stands = ({ block }: Piece): boolean =>
		block.is === 'paragraph' &&
		block.beside === null &&
		!block.listed &&
		block.text.length <= 160 &&
		!/[.;,]$/.test(block.text) &&
		(block.bold || (block.size ?? 0) > body + 0.5);
	const sizes = [...new Set(pieces.filter(stands).map(({ block }) => (block as Paragraph).size ?? body))].toSorted((a, b) => b - a);
	const heads = pieces.filter(stands);
	const [first, second] = heads;
	const isTitled =
		first !== undefined &&
		!pieces.some(({ block }) => block.is === 'paragraph' && block.beside === 'title') &&
		pieces.indexOf(first) < 3 &&
		labelOf((first.block as Paragraph).text).number === '' &&
		sizes.length > 1 &&
		(first.block as Paragraph).size === sizes[0] &&
		((second?.block as Paragraph | undefined)?.size ?? body) < sizes[0]!;
	const ranks = isTitled ? sizes.slice(1) : sizes;
	return pieces.map((piece) => {
		if (!stands(piece)) return piece;
		const block = piece.block as Paragraph;
		if (isTitled && piece === first) return { ...piece, block: { ...block, beside: 'title' } };
		const parts = labelOf(block.text).number.split('.').filter(Boolean).length;
		return { ...piece, block: { ...block, level: Math.max(1, ranks.indexOf(block.size ?? body) + 1, parts) } };
	});
}
