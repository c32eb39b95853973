import type { Chart } from '#lib/documents/document.ts';
import type { Reading, Target } from './model.ts';

/** What a line says beside its numbers, in the reader's words. */
type LineWords = { label: string; periodBegins: string; target: string; when: string; unit: string };
type Dated = Reading & { at: string; value: number };

const width = 420;
const height = 190;
const edge = { left: 18, right: 30, top: 34, bottom: 30 };
/** Dates that stand nearer than this are drawn over each other: the first and the last are kept. */
const dateWidth = 46;

/** A year, month or day as a number of years. */
const timeOf = (at: string) => {
	const [year = 0, month = 1, day = 1] = at.split('-').map(Number);
	return year + (month - 1) / 12 + (day - 1) / 366;
};

/** The readings that a line is drawn through: those with a date and a number that may be shown. */
export function dated(readings: readonly Reading[]): Dated[] {
	return readings.filter((reading): reading is Dated => reading.at !== null && reading.value !== null);
}

/**
 * An indicator's dated readings as a line from zero, with the year the plan's period begins, and a broken line to the target. A reading
 * without a date is not on it: nobody knows where it belongs.
 */
export function lineOf(
	readings: readonly Reading[],
	periodFrom: number | null,
	words: LineWords,
	{ targetValue, targetYear }: Target = { targetValue: null, targetYear: null }
): Chart {
	const points = dated(readings).map((reading) => ({ ...reading, time: timeOf(reading.at) }));
	const first = points[0]?.time ?? 0;
	const last = points.at(-1);
	const target = last && targetValue !== null && targetYear !== null ? { time: targetYear + 1, value: targetValue } : null;
	const span = Math.max(last?.time ?? 0, target?.time ?? 0) - first || 1;
	const top = Math.max(1, target?.value ?? 0, ...points.map((point) => point.value));
	const x = (time: number) => Math.round((edge.left + ((time - first) / span) * (width - edge.left - edge.right)) * 10) / 10;
	const y = (value: number) => Math.round((height - edge.bottom - (value / top) * (height - edge.top - edge.bottom)) * 10) / 10;
	const begins = periodFrom !== null && periodFrom >= first && periodFrom <= first + span ? x(periodFrom) : null;
	const aim = target && { x: x(target.time), y: y(target.value) };
	return {
		width,
		height,
		alt: words.label,
		lines: [
			straight('axis', [edge.left, y(0)], [width - edge.right + 10, y(0)]),
			...(begins === null ? [] : [straight('period', [begins, edge.top - 16], [begins, y(0)])]),
			...(aim && last ? [straight('target', [x(last.time), y(last.value)], [aim.x, aim.y])] : []),
			{ kind: 'readings', points: points.map((point) => [x(point.time), y(point.value)] as const) }
		],
		dots: points.map((point) => [x(point.time), y(point.value)] as const),
		labels: [
			...(aim ? [{ x: aim.x, y: Math.max(12, aim.y - 8), text: words.target, align: 'end' as const }] : []),
			...(begins === null
				? []
				: [
						{ x: begins - 6, y: edge.top - 18, text: words.periodBegins, align: begins > width / 2 ? ('end' as const) : ('start' as const) }
					]),
			...points.map((point) => ({
				x: x(point.time) + 9,
				y: y(point.value) - 8,
				text: point.shown,
				align: 'start' as const,
				strong: true as const
			})),
			...datesApart(points, x).map((point) => ({ x: x(point.time), y: height - 9, text: point.at, align: 'center' as const }))
		],
		head: [words.when, words.unit],
		rows: points.map((point) => [point.at, point.shown])
	};
}

/** The points whose dates have room beside each other; the last is one of them. */
function datesApart<P extends { time: number }>(points: readonly P[], x: (time: number) => number): P[] {
	const last = points.at(-1);
	return points.reduce<P[]>((kept, point) => {
		const before = kept.at(-1);
		const isNear = (other: P) => Math.abs(x(other.time) - x(point.time)) < dateWidth;
		return (before && isNear(before)) || (last && point !== last && isNear(last)) ? kept : [...kept, point];
	}, []);
}

type Line = Chart['lines'][number];
const straight = (kind: Line['kind'], ...points: [number, number][]): Line => ({ kind, points });
