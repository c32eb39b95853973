import { nearGroups } from '#lib/summaries/points/cluster.ts';
import type { Stance } from '../model.ts';
import type { Suggestion } from './amendment.ts';

/** What is compared of an input that waits. */
export type Asks = { id: string; text: string; elementId: string | null; stance: Stance | null; suggested: Suggestion | null };

/** Of so many different inputs, the first, likeness is reckoned; all others are in a group only with those that say it word for word. */
const mostCompared = 1_000;

/** A longer text says many things, and is the same only word for word. */
const longest = 2_000;

/**
 * Whether two inputs are to be answered each by itself, however alike their words are: they are about different elements, they say of one
 * that it shall stay and that it shall change, or one asks for words, a unit, a deadline or a cost that the other does not ask for.
 */
export function askOtherwise(one: Omit<Asks, 'id' | 'text'>, other: Omit<Asks, 'id' | 'text'>): boolean {
	if (one.stance !== other.stance) return true;
	if (one.elementId !== null && other.elementId !== null && one.elementId !== other.elementId) return true;
	return said(one) !== said(other);
}

const said = ({ suggested, elementId }: Pick<Asks, 'suggested' | 'elementId'>) =>
	suggested && JSON.stringify([elementId, suggested.nn, suggested.nb, suggested.unitId, suggested.deadline, suggested.costKr]);

/**
 * The inputs that ask for the same, in groups of two or more, the largest first: by the measure of likeness that the points of a café are
 * gathered with. Rival amendments are never in one group.
 */
export function alikeInputs<I extends Asks>(inputs: readonly I[]): I[][] {
	const wordForWord = [
		...Map.groupBy(inputs, (input) => JSON.stringify([input.text, input.elementId, input.stance, said(input)])).values()
	];
	const compared = wordForWord.filter(([first]) => first!.text.length <= longest).slice(0, mostCompared);
	const alike = nearGroups(
		compared.map((same) => ({ ...same[0]!, same })),
		askOtherwise
	).map((group) => group.flatMap(({ same }) => same));
	const gathered = new Set(alike.flat());
	const copies = wordForWord.filter((same) => same.length > 1 && !gathered.has(same[0]!));
	return [...alike, ...copies].toSorted((a, b) => b.length - a.length);
}
