import type { CivilDate } from '#lib/dates.ts';
import { isNumber, numberedAmong, type Under } from '../document/model.ts';
import { nextNumber, styleOf } from '../document/model.ts';
import { lineKinds, written, type Line, type LineKind, type Written } from '../source/model.ts';
import type { ElementKind, MeasureStatus, Metadata } from '../model.ts';
import { readCost, readDeadline, readStatus } from '../source/facts.ts';

/** What a plan that is taken in is to be. `date` … `caseNumber` are of one that was adopted. */
export type Purpose = Metadata & {
	becomes: 'draft' | 'adopted';
	/** The written form that its words are in. */
	locale: 'nn' | 'nb';
	/** As much of it as is known. */
	date: string | null;
	body: string | null;
	caseNumber: string | null;
	/** When what is said of status was so. */
	statusDate: CivilDate | null;
};

/** What nobody has said of a plan that was just read; most that come in were adopted. */
export const nothingSaid = { legalStatus: null, becomes: 'adopted', date: null, body: null, caseNumber: null, statusDate: null } as const;

/** Which of what is written of a measure was read, as a value; null: it was not, and stays in words. */
export function readOf(line: Line): { deadline: CivilDate | null; costKr: number | null; status: MeasureStatus | null } {
	return {
		deadline: line.deadline === '' ? null : readDeadline(line.deadline),
		costKr: line.cost === '' ? null : readCost(line.cost, line.factor),
		status: line.status === '' ? null : readStatus(line.status)
	};
}

type Unit = { id: string; nameNn: string; nameNb: string };

/** Which of what is written was not understood: it is listed, and goes into the plan in words. */
export function unreadOf(line: Line, unit: Unit | null): (keyof Written)[] {
	if (line.kind !== 'measure') return written.filter((field) => line[field] !== '');
	const read = readOf(line);
	return [
		...(line.unit !== '' && unit === null ? (['unit'] as const) : []),
		...(line.deadline !== '' && read.deadline === null ? (['deadline'] as const) : []),
		...(line.cost !== '' && read.costKr === null ? (['cost'] as const) : []),
		...(line.status !== '' && read.status === null ? (['status'] as const) : [])
	];
}

/** A line with where it stands: `parent` is the line it stands under. */
export type Placed = Line & { kind: ElementKind; parent: number | null };

/**
 * The lines that go into the plan, each under what comes before it: sub-goals under the last goal, measures under the last sub-goal of it
 * or the goal itself, paragraphs under the last chapter. A paragraph with no chapter before it is part of the words that it follows. What
 * can stand nowhere (a measure before any goal) has `parent` -1.
 */
export function placed(lines: readonly Line[]): Placed[] {
	let [goal, subGoal, chapter]: (number | null)[] = [null, null, null];
	const found: Placed[] = [];
	for (const line of lines) {
		const { kind } = line;
		if (kind === 'out') continue;
		const last = found.at(-1);
		if (kind === 'paragraph' && chapter === null && last) {
			found[found.length - 1] = { ...last, text: `${last.text}\n\n${line.text}`, from: [...last.from, ...line.from] };
			continue;
		}
		const parent =
			kind === 'subGoal' ? (goal ?? -1) : kind === 'measure' ? (subGoal ?? goal ?? -1) : kind === 'paragraph' ? (chapter ?? -1) : null;
		found.push({ ...line, kind, parent });
		if (kind === 'goal') [goal, subGoal] = [line.id, null];
		else if (kind === 'subGoal') subGoal = line.id;
		else if (kind === 'chapter' || kind === 'appendix') chapter = line.id;
	}
	return found;
}

/**
 * The number of each line that goes into the plan: as it is printed, else the next free one. `twice` are lines that print what another
 * before them printed, or what a plan can't print.
 */
export function numbersOf(lines: readonly Placed[]): { numbers: Map<number, string>; twice: Set<number> } {
	const numbers = new Map<number, string>();
	const twice = new Set<number>();
	const taken = { goals: new Set<string>(), text: new Set<string>() };
	for (const { id, kind, number } of lines) {
		if (number === '') continue;
		const among = taken[numberedAmong(kind)];
		if (!isNumber(number) || among.has(number)) twice.add(id);
		among.add(number);
		numbers.set(id, number);
	}
	const style = styleOf([...numbers.values()]);
	const byId = new Map(lines.map((line) => [line.id, line]));
	for (const { id, kind, parent } of lines) {
		if (numbers.has(id)) continue;
		let top = parent;
		while (top !== null && (byId.get(top)?.parent ?? null) !== null) top = byId.get(top)!.parent;
		const of = (line: number | null) => (line === null ? null : (numbers.get(line) ?? null));
		const under: Under = { parent: of(parent), goal: of(top) };
		const among = taken[numberedAmong(kind)];
		const number = nextNumber(kind, under, among, style);
		among.add(number);
		numbers.set(id, number);
	}
	return { numbers, twice };
}

/** How many lines become what. */
export function countsOf(lines: readonly Line[]): Record<LineKind, number> {
	const counts = Object.fromEntries(lineKinds.map((kind) => [kind, 0])) as Record<LineKind, number>;
	for (const { kind } of lines) counts[kind]++;
	return counts;
}
