import { inDocumentOrder, measureFields, type Element } from './model.ts';

/** What of an element can differ between two versions, `parentId` and order apart: those are a move. */
export const comparedFields = ['nn', 'nb', ...measureFields] as const;

export type ComparedField = (typeof comparedFields)[number];

export type Change =
	| { what: 'added'; elementId: string; next: Element }
	| { what: 'removed'; elementId: string; previous: Element }
	/**
	 * `fields` is empty when it only moved or got another number; `moved` tells whether it stands somewhere else among those that
	 * stayed.
	 */
	| { what: 'changed'; elementId: string; previous: Element; next: Element; fields: ComparedField[]; moved: boolean };

/**
 * The changes from `previous` to `next`, matched by element id, in document order; a removed element is listed where it stood. Of
 * reordered siblings, the fewest that explain the new order count as moved.
 */
export function changes(previous: readonly Element[], next: readonly Element[]): Change[] {
	const before = new Map(previous.map((element) => [element.elementId, element]));
	const after = new Map(next.map((element) => [element.elementId, element]));
	const moved = movedElements(before, after);
	const told: Change[] = [];
	for (const element of mergedOrder(previous, next)) {
		const { elementId } = element;
		const was = before.get(elementId);
		const is = after.get(elementId);
		if (was && is) {
			const fields = comparedFields.filter((field) => was[field] !== is[field]);
			if (fields.length > 0 || moved.has(elementId) || was.number !== is.number)
				told.push({ what: 'changed', elementId, previous: was, next: is, fields, moved: moved.has(elementId) });
		} else if (is) told.push({ what: 'added', elementId, next: is });
		else if (was) told.push({ what: 'removed', elementId, previous: was });
	}
	return told;
}

/** The new document, with each removed element after the one it followed. */
function mergedOrder(previous: readonly Element[], next: readonly Element[]): Element[] {
	const after = new Set(next.map((element) => element.elementId));
	const following = new Map<string | null, Element[]>();
	let anchor: string | null = null;
	for (const element of inDocumentOrder(previous)) {
		if (after.has(element.elementId)) anchor = element.elementId;
		else following.set(anchor, [...(following.get(anchor) ?? []), element]);
	}
	return [
		...(following.get(null) ?? []),
		...inDocumentOrder(next).flatMap((element) => [element, ...(following.get(element.elementId) ?? [])])
	];
}

function movedElements(before: ReadonlyMap<string, Element>, after: ReadonlyMap<string, Element>): Set<string> {
	const moved = new Set<string>();
	const stayed = [...after.values()].filter((element) => before.has(element.elementId));
	for (const element of stayed) {
		if (before.get(element.elementId)!.parentId !== element.parentId) moved.add(element.elementId);
	}
	const siblings = Map.groupBy(inDocumentOrder(stayed.filter((element) => !moved.has(element.elementId))), (element) => element.parentId);
	const places = new Map(inDocumentOrder([...before.values()]).map((element, place) => [element.elementId, place]));
	for (const group of siblings.values()) {
		const inOrder = increasingSubsequence(group.map((element) => places.get(element.elementId)!));
		group.forEach((element, index) => {
			if (!inOrder.has(index)) moved.add(element.elementId);
		});
	}
	return moved;
}

/** The indexes of a longest increasing subsequence of distinct numbers (patience sorting, n log n). */
function increasingSubsequence(values: readonly number[]): Set<number> {
	const tops: number[] = [];
	const under: (number | undefined)[] = [];
	values.forEach((value, index) => {
		let low = 0;
		let high = tops.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (values[tops[middle]!]! < value) low = middle + 1;
			else high = middle;
		}
		under[index] = low > 0 ? tops[low - 1] : undefined;
		tops[low] = index;
	});
	const rise = new Set<number>();
	for (let index = tops.at(-1); index !== undefined; index = under[index]) rise.add(index);
	return rise;
}
