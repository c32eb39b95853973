/*
 * The board seen from above: a round cloth, what lies loose in the middle, the clusters around it as people sit around a
 * table. Every place follows from the order of the board, so that nothing has to be kept, and all see the same.
 * Lengths are in widths of a slip, from the middle of the table; y grows downwards.
 */

export const slipHeight = 0.8;
const gap = 0.12;
const titleHeight = 0.45;

export type ClothPlace = { id: string; x: number; y: number; /** Degrees: a slip never lies quite straight. */ turn: number };

export type Heap = {
	/** The cluster; null is what lies loose. */
	id: string | null;
	/** Its middle, and the circle that holds all of it. */
	x: number;
	y: number;
	radius: number;
	/** Where its title stands, above its slips. */
	title: { x: number; y: number; width: number };
	places: ClothPlace[];
};

export type Cloth = { radius: number; heaps: Heap[] };

/** Lays `groups` (in the order of the board, what lies loose as `id` null) on a round cloth: no two slips touch, all lie within. */
export function layCloth(groups: readonly { id: string | null; notes: readonly { id: string }[] }[]): Cloth {
	const sized = groups.filter(({ id, notes }) => id !== null || notes.length > 0).map((group) => ({ ...group, ...sizeOf(group) }));
	const loose = sized.find(({ id }) => id === null);
	const around = sized.filter((group) => group !== loose);
	const middle = loose ?? (around.length === 1 ? around.pop() : undefined);
	const largest = Math.max(0, ...around.map(({ radius }) => radius));
	const ring = around.length === 0 ? 0 : ringFor(around, (middle?.radius ?? 0) + largest);
	const heaps: Heap[] = middle ? [heapAt(middle, 0, 0)] : [];
	const turns = around.map(({ radius }) => Math.asin(Math.min(1, radius / ring)));
	const slack = around.length === 0 ? 0 : (2 * Math.PI - 2 * turns.reduce((sum, turn) => sum + turn, 0)) / around.length;
	// The first begins at the top.
	let angle = -Math.PI / 2 - (turns[0] ?? 0) - slack / 2;
	for (const [at, group] of around.entries()) {
		angle += turns[at]! + slack / 2;
		heaps.push(heapAt(group, ring * Math.cos(angle), ring * Math.sin(angle)));
		angle += turns[at]! + slack / 2;
	}
	return { radius: Math.max(2, ring + largest, middle?.radius ?? 0) + 0.25, heaps };
}

type Sized = { id: string | null; notes: readonly { id: string }[]; columns: number; rows: number; radius: number };

function sizeOf({ id, notes }: { id: string | null; notes: readonly { id: string }[] }): Pick<Sized, 'columns' | 'rows' | 'radius'> {
	const columns = Math.max(1, Math.ceil(Math.sqrt(notes.length * slipHeight)));
	const rows = Math.max(1, Math.ceil(notes.length / columns));
	const height = rows * (slipHeight + gap) + (id === null ? 0 : titleHeight);
	return { columns, rows, radius: Math.hypot(columns * (1 + gap), height) / 2 + gap / 2 };
}

/** The smallest ring on which circles of these radii stand side by side; found by halving. */
function ringFor(groups: readonly { radius: number }[], least: number): number {
	const turn = (ring: number) => groups.reduce((sum, { radius }) => sum + 2 * Math.asin(Math.min(1, radius / ring)), 0);
	let [low, high] = [least, least + groups.reduce((sum, { radius }) => sum + radius, 0)];
	if (turn(low) <= 2 * Math.PI) return low;
	for (let step = 0; step < 40; step++) {
		const ring = (low + high) / 2;
		if (turn(ring) <= 2 * Math.PI) high = ring;
		else low = ring;
	}
	return high;
}

function heapAt({ id, notes, columns, rows, radius }: Sized, x: number, y: number): Heap {
	const top = y - (rows * (slipHeight + gap) + (id === null ? 0 : titleHeight)) / 2 + (id === null ? 0 : titleHeight);
	const places = notes.map((note, at): ClothPlace => {
		const row = Math.floor(at / columns);
		// The last row is centred when it is short.
		const inRow = row === rows - 1 ? notes.length - row * columns : columns;
		const left = x - (inRow * (1 + gap)) / 2;
		return {
			id: note.id,
			x: left + ((at % columns) + 0.5) * (1 + gap),
			y: top + (row + 0.5) * (slipHeight + gap),
			turn: turnOf(note.id)
		};
	});
	return { id, x, y, radius, title: { x, y: top - titleHeight, width: columns * (1 + gap) }, places };
}

/** −2 to 2 degrees, always the same for the same note. */
function turnOf(id: string): number {
	let hash = 7;
	for (let at = 0; at < id.length; at++) hash = (hash * 31 + id.charCodeAt(at)) % 1009;
	return (hash / 1009) * 4 - 2;
}
