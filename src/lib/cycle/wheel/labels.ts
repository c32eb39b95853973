import { round } from '#lib/ui/show/marks.ts';
import { inOrder, point, radii, type WheelKind } from './wheel.ts';
import type { Placed } from './marks.ts';

/** `spoke` runs from the mark out to the rim, `leader` from there to the label; `lines` is the title, broken where it is long. */
export type Label = { placed: Placed; side: 'left' | 'right'; y: number; lines: string[]; spoke: string; leader: string };

/** Which kinds are worth a label first. */
const weight: Record<WheelKind, number> = { gathering: 0, deadline: 1, hearing: 2, report: 3, budget: 4, body: 5, other: 6, break: 7 };

/**
 * Moves `wanted` positions as little as needed (least squares) so that each has its height (`heights`, the same for all when it is a
 * number) for itself and all are within `min`…`max`. Keeps the order given by `wanted`, which must be ascending. When there is not
 * room for all, they share it evenly.
 */
export function spread(wanted: readonly number[], heights: number | readonly number[], min: number, max: number): number[] {
	const height = (at: number) => (typeof heights === 'number' ? heights : heights[at]!);
	const offsets = wanted.reduce<number[]>((sums, _, at) => [...sums, at === 0 ? 0 : sums[at - 1]! + (height(at - 1) + height(at)) / 2], []);
	const whole = offsets.at(-1) ?? 0;
	const share = whole > max - min ? (max - min) / whole : 1;
	// Pool adjacent violators on the positions with the heights taken out.
	const pools: { sum: number; count: number }[] = [];
	wanted.forEach((position, at) => {
		pools.push({ sum: position - offsets[at]! * share, count: 1 });
		while (pools.length > 1 && pools.at(-2)!.sum / pools.at(-2)!.count > pools.at(-1)!.sum / pools.at(-1)!.count) {
			const last = pools.pop()!;
			pools.at(-1)!.sum += last.sum;
			pools.at(-1)!.count += last.count;
		}
	});
	const highest = max - whole * share;
	const even = pools.flatMap(({ sum, count }) =>
		Array.from({ length: count }, () => Math.min(Math.max(sum / count, min), Math.max(min, highest)))
	);
	return even.map((position, at) => position + offsets[at]! * share);
}

export const labelling = { gap: 56, line: 24, top: -470, bottom: 470, edge: 546, maxLength: 30, maxLines: 2 } as const;

/**
 * Labels beside the wheel for the weightiest entries, with leader lines from the rim, never on top of each other.
 * A title that comes back more than three times in the year (monthly meetings) has its place in the list only.
 */
export function placeLabels(placed: readonly Placed[]): Label[] {
	const times = new Map<string, number>();
	for (const { entry } of placed) times.set(entry.title, (times.get(entry.title) ?? 0) + 1);
	const worth = placed
		.filter(({ entry }) => times.get(entry.title)! <= 3)
		.sort((a, b) => weight[a.entry.kind] - weight[b.entry.kind] || inOrder(a.entry, b.entry))
		.map((mark) => ({ mark, lines: broken(mark.entry.title, labelling.maxLength, labelling.maxLines) }));
	const heightOf = (lines: readonly string[]) => labelling.gap + (lines.length - 1) * labelling.line;
	return (['right', 'left'] as const).flatMap((side) => {
		const sign = side === 'right' ? 1 : -1;
		let room = labelling.bottom - labelling.top + labelling.gap;
		const own = worth
			.filter(({ mark }) => mark.angle < Math.PI === (side === 'right'))
			.filter(({ lines }) => (room -= heightOf(lines)) >= 0)
			.sort((a, b) => point(a.mark.angle, 1).y - point(b.mark.angle, 1).y);
		const heights = spread(
			own.map(({ mark }) => point(mark.angle, radii.rim + 14).y),
			own.map(({ lines }) => heightOf(lines)),
			labelling.top,
			labelling.bottom
		);
		return own.map(({ mark, lines }, at) => {
			const y = round(heights[at]!);
			const from = point(mark.angle, mark.radius + mark.size + 3);
			const rim = point(mark.angle, radii.rim + 14);
			return {
				placed: mark,
				side,
				y,
				lines,
				spoke: `M${from.x} ${from.y}L${rim.x} ${rim.y}`,
				leader: `M${rim.x} ${rim.y}L${sign * (labelling.edge - 20)} ${y}L${sign * (labelling.edge - 8)} ${y}`
			};
		});
	});
}

/** `text` broken between words into at most `most` lines of at most `longest` characters; what is left over is cut. */
export function broken(text: string, longest: number, most: number): string[] {
	const words = text.split(' ');
	const lines = [''];
	for (let at = 0; at < words.length; at++) {
		const longer = [lines.at(-1), words[at]].filter(Boolean).join(' ');
		if ([...longer].length <= longest) lines[lines.length - 1] = longer;
		else if (lines.at(-1) !== '' && lines.length < most) {
			lines.push('');
			at -= 1;
		} else {
			lines[lines.length - 1] = shorten([lines.at(-1), ...words.slice(at)].filter(Boolean).join(' '), longest);
			break;
		}
	}
	return lines;
}

/** `text` cut between words to at most `longest` characters, with an ellipsis. */
export function shorten(text: string, longest: number): string {
	const signs = [...text];
	if (signs.length <= longest) return text;
	const cut = signs.slice(0, longest - 1).join('');
	const space = cut.lastIndexOf(' ');
	return `${(space > longest / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:.–-]+$/, '')}…`;
}
