/** Where something stands in its source: which paragraph, or row of which table or sheet; 1-based. */
export type Place = { paragraph: number } | { table: number; row: number; sheet?: string };

/** A piece of a source before anybody has said what it is. */
export type Block = Paragraph | Row;

export type Paragraph = {
	is: 'paragraph';
	place: Place;
	text: string;
	/** The level of its heading, 1 at the top; null where its style is no heading. */
	level: number | null;
	/** The number that its list prints before it, without the signs around it; '' when it prints none. */
	number: string;
	/** Whether it stands in a list. */
	listed: boolean;
	/** Whether all of it is bold, and how large it is in points; null when not known. */
	bold: boolean;
	size: number | null;
	/** What it is besides the text of the plan. */
	beside: 'title' | 'contents' | 'note' | 'picture' | 'page' | null;
};

export type Row = {
	is: 'row';
	place: Extract<Place, { table: number }>;
	/** Cells from the left; a cell that is merged with the one above says what that says. */
	cells: string[];
};

/** A paragraph of plain text. */
export function paragraphOf(text: string, paragraph: number, more: Partial<Paragraph> = {}): Paragraph {
	const plain = { level: null, number: '', listed: false, bold: false, size: null, beside: null } as const;
	return { is: 'paragraph', place: { paragraph }, text, ...plain, ...more };
}

/** What a block says, in one line a cell. */
export function textOf(block: Block): string {
	return block.is === 'paragraph' ? [block.number, block.text].filter(Boolean).join(' ') : block.cells.join(' | ');
}
