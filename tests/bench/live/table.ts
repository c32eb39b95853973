import { ours } from './servers.ts';
import type { Goal, Measure, Scenario } from './scenario.ts';
import { median } from './tally.ts';

/** What each server gave, a round each. */
export type Rounds = Map<string, { values: Record<string, number>; faults: string[] }[]>;

/** The table of a scenario: a measure a line, a server a column, then how ours stands to the goals. */
export function tableOf({ name, title, measures }: Scenario, rounds: Rounds): string {
	const names = [...rounds.keys()];
	const head = ['', ...names, 'goal'];
	const lines = measures.map((measure) => [
		measure.what,
		...names.map((server) => shown(measure, rounds, server)),
		verdicts(measure, rounds)
	]);
	const widths = head.map((_, i) => Math.max(...[head, ...lines].map((line) => (line[i] as string).length)));
	const row = (cells: string[]) =>
		cells.map((cell, i) => (i === 0 || i === cells.length - 1 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)));
	const faults = names.flatMap((server) => {
		const of = new Map<string, number>();
		for (const round of rounds.get(server) ?? []) for (const fault of round.faults) of.set(fault, (of.get(fault) ?? 0) + 1);
		return [...of].map(([fault, times]) => `  ! ${server}: ${fault}${times > 1 ? ` (in ${times} rounds)` : ''}`);
	});
	return [`\n${name}: ${title}`, ...[head, ...lines].map((line) => `  ${row(line).join('  ').trimEnd()}`), ...faults].join('\n');
}

const valuesOf = (rounds: Rounds, server: string, key: string) => (rounds.get(server) ?? []).map(({ values }) => values[key] ?? Number.NaN);

function shown({ key, digits = 0 }: Measure, rounds: Rounds, server: string): string {
	const value = median(valuesOf(rounds, server, key));
	return Number.isNaN(value) ? '–' : value.toFixed(digits);
}

function verdicts(measure: Measure, rounds: Rounds): string {
	return (measure.goals ?? []).map((goal) => verdict(goal, measure, rounds)).join('; ');
}

/** The median of the ratios within a round (or of our own number), and whether the goal is reached. */
function verdict(goal: Goal, { key, digits = 0 }: Measure, rounds: Rounds): string {
	const isMost = 'most' in goal;
	const limit = isMost ? goal.most : goal.least;
	const mine = valuesOf(rounds, ours.name, key);
	const { of } = goal;
	const best = (round: number) => {
		const theirs = (of ?? []).map((server) => valuesOf(rounds, server, key)[round] ?? Number.NaN).filter((value) => !Number.isNaN(value));
		return theirs.length === 0 ? Number.NaN : isMost ? Math.min(...theirs) : Math.max(...theirs);
	};
	const reached = median(of ? mine.map((value, round) => value / best(round)) : mine);
	if (Number.isNaN(reached)) return '–';
	const isReached = isMost ? reached <= limit : reached >= limit;
	const what = of ? `${reached.toFixed(2)} × ${of.length > 1 ? 'the best of ' : ''}${short(of)}` : reached.toFixed(digits);
	return `${isReached ? '✔' : '✘'} ${what} (${isMost ? '≤' : '≥'} ${limit})`;
}

const short = (of: readonly string[]) => (of.length > 2 ? 'the peers' : of.join(', '));
