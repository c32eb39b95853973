/*
 * The board seen from above: a round cloth, what lies loose in the middle, the clusters around it as people sit around a
 * table. Every place follows from the order of the board, so that nothing has to be kept, and all see the same.
 * Lengths are in widths of a slip, from the middle of the table; y grows downwards.
 */

export const slipHeight = 0.8;
const gap = 0.12;
const titleHeight = 0.45;

export type ClothPlace = { id: string; x: number; y: number; /** Degrees: a slip never lies quite straight. */ turn: number };

export type NoteGroup = {
	/** The cluster; null is what lies loose. */
	id: string | null;
	/** Its middle, and how much room it takes. */
	x: number;
	y: number;
	width: number;
	height: number;
	/** The foot of its title, above its slips. */
	title: { x: number; y: number; width: number };
	places: ClothPlace[];
};

export type BoardMap = { radius: number; heaps: NoteGroup[] };

/** Lays `groups` (in the order of the board, what lies loose as `id` null) on a round cloth: no two slips touch, all lie within. */
export function layoutBoard(groups: readonly { id: string | null; notes: readonly { id: string }[] }[]): BoardMap {
	const sized = groups.filter(({ id, notes }) => id !== null || notes.length > 0).map((group) => ({ ...group, ...sizeOf(group) }));
	const loose = sized.find(({ id }) => id === null);
	const around = sized.filter((group) => group !== loose);
	const middle = loose ?? (around.length === 1 ? around.pop() : undefined);
	const largest = Math.max(0, ...around.map(({ radius }) => radius));
	const ring = around.length === 0 ? 0 : ringFor(around, (middle?.radius ?? 0) + largest);
	const turns = around.map(({ radius }) => Math.asin(Math.min(1, radius / ring)));
	const slack = around.length === 0 ? 0 : (2 * Math.PI - 2 * turns.reduce((sum, turn) => sum + turn, 0)) / around.length;
	// The first begins at the top.
	let angle = -Math.PI / 2 - (turns[0] ?? 0) - slack / 2;
	const angles = turns.map((turn) => {
		const at = angle + turn + slack / 2;
		angle += 2 * turn + slack;
		return at;
	});
	const laid = (pull: number): NoteGroup[] => [
		...(middle ? [heapAt(middle, 0, 0)] : []),
		...around.map((group, at) => heapAt(group, pull * ring * Math.cos(angles[at]!), pull * ring * Math.sin(angles[at]!)))
	];
	// Circles leave much air between heaps, which are square: they are drawn together for as long as none comes near another.
	let heaps = laid(1);
	for (let pull = 0.95; pull > 0.4; pull -= 0.05) {
		const nearer = laid(pull);
		if (nearer.some((one, at) => nearer.slice(at + 1).some((other) => areNear(one, other)))) break;
		heaps = nearer;
	}
	const far = Math.max(0, ...heaps.map(({ x, y, width, height }) => Math.hypot(Math.abs(x) + width / 2, Math.abs(y) + height / 2)));
	return { radius: Math.max(2, far) + 0.35, heaps };
}

function areNear(one: NoteGroup, other: NoteGroup): boolean {
	const air = 0.3;
	return (
		Math.abs(one.x - other.x) < (one.width + other.width) / 2 + air && Math.abs(one.y - other.y) < (one.height + other.height) / 2 + air
	);
}

type Size = { columns: number; rows: number; width: number; height: number; /** Of the circle that holds it. */ radius: number };
type Sized = Size & { id: string | null; notes: readonly { id: string }[] };

function sizeOf({ id, notes }: { id: string | null; notes: readonly { id: string }[] }): Size {
	const columns = Math.max(1, Math.ceil(Math.sqrt(notes.length * slipHeight)));
	const rows = Math.max(1, Math.ceil(notes.length / columns));
	const height = rows * (slipHeight + gap) + (id === null ? 0 : titleHeight);
	// A title wants room also over a single slip.
	const width = Math.max(id === null ? 0 : 2.2, columns * (1 + gap));
	return { columns, rows, width, height, radius: Math.hypot(width, height) / 2 + gap / 2 };
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

function heapAt({ id, notes, columns, rows, width, height }: Sized, x: number, y: number): NoteGroup {
	const top = y - height / 2 + (id === null ? 0 : titleHeight);
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
	return { id, x, y, width, height, title: { x, y: top, width }, places };
}

/** −2 to 2 degrees, always the same for the same note. */
function turnOf(id: string): number {
	let hash = 7;
	for (let at = 0; at < id.length; at++) hash = (hash * 31 + id.charCodeAt(at)) % 1009;
	return (hash / 1009) * 4 - 2;
}
