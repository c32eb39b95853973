/*
 * The board seen from above: a round table with the notes in no cluster in the middle, and the clusters around it. Every position
 * follows from the order of the board, so that nothing has to be stored and everybody sees the same.
 * Lengths are in note widths from the middle of the table; y grows downwards.
 */

export const noteHeight = 0.8;
const gap = 0.12;
const titleHeight = 0.45;

export type NotePlace = { id: string; x: number; y: number; /** Degrees. */ turn: number };

export type NoteGroup = {
	/** The cluster; null for the notes in none. */
	id: string | null;
	/** Its middle and size. */
	x: number;
	y: number;
	width: number;
	height: number;
	/** The bottom of its title, above its notes. */
	title: { x: number; y: number; width: number };
	places: NotePlace[];
};

export type BoardMap = { radius: number; groups: NoteGroup[] };

/** Places `groups` (in the order of the board; `id` null: notes in no cluster) on a round table: no two notes touch, all are within it. */
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
	const placed = (scale: number): NoteGroup[] => [
		...(middle ? [groupAt(middle, 0, 0)] : []),
		...around.map((group, at) => groupAt(group, scale * ring * Math.cos(angles[at]!), scale * ring * Math.sin(angles[at]!)))
	];
	// Groups are rectangles, placed as circles with room to spare: they are moved towards the middle until two come near each other.
	let closest = placed(1);
	for (let scale = 0.95; scale > 0.4; scale -= 0.05) {
		const nearer = placed(scale);
		if (nearer.some((one, at) => nearer.slice(at + 1).some((other) => areNear(one, other)))) break;
		closest = nearer;
	}
	const far = Math.max(0, ...closest.map(({ x, y, width, height }) => Math.hypot(Math.abs(x) + width / 2, Math.abs(y) + height / 2)));
	return { radius: Math.max(2, far) + 0.35, groups: closest };
}

function areNear(one: NoteGroup, other: NoteGroup): boolean {
	const margin = 0.3;
	return (
		Math.abs(one.x - other.x) < (one.width + other.width) / 2 + margin &&
		Math.abs(one.y - other.y) < (one.height + other.height) / 2 + margin
	);
}

type Size = { columns: number; rows: number; width: number; height: number; /** Of the circle that holds it. */ radius: number };
type Sized = Size & { id: string | null; notes: readonly { id: string }[] };

function sizeOf({ id, notes }: { id: string | null; notes: readonly { id: string }[] }): Size {
	const columns = Math.max(1, Math.ceil(Math.sqrt(notes.length * noteHeight)));
	const rows = Math.max(1, Math.ceil(notes.length / columns));
	const height = rows * (noteHeight + gap) + (id === null ? 0 : titleHeight);
	// A title needs room also above a single note.
	const width = Math.max(id === null ? 0 : 2.2, columns * (1 + gap));
	return { columns, rows, width, height, radius: Math.hypot(width, height) / 2 + gap / 2 };
}

/** The smallest ring, at least `min`, on which circles of these radii fit side by side; found by bisection. */
function ringFor(groups: readonly { radius: number }[], min: number): number {
	const turn = (ring: number) => groups.reduce((sum, { radius }) => sum + 2 * Math.asin(Math.min(1, radius / ring)), 0);
	let [low, high] = [min, min + groups.reduce((sum, { radius }) => sum + radius, 0)];
	if (turn(low) <= 2 * Math.PI) return low;
	for (let step = 0; step < 40; step++) {
		const ring = (low + high) / 2;
		if (turn(ring) <= 2 * Math.PI) high = ring;
		else low = ring;
	}
	return high;
}

function groupAt({ id, notes, columns, rows, width, height }: Sized, x: number, y: number): NoteGroup {
	const top = y - height / 2 + (id === null ? 0 : titleHeight);
	const places = notes.map((note, at): NotePlace => {
		const row = Math.floor(at / columns);
		// The last row is centred when it is short.
		const inRow = row === rows - 1 ? notes.length - row * columns : columns;
		const left = x - (inRow * (1 + gap)) / 2;
		return {
			id: note.id,
			x: left + ((at % columns) + 0.5) * (1 + gap),
			y: top + (row + 0.5) * (noteHeight + gap),
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
