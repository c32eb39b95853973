import type * as Y from 'yjs';
import type { Accepted, RootShape } from '../documentSchema.ts';
import type { Part } from './updateCodec.ts';

/** Something that holds parts: a shared type of the document, or one that an update is about to make. */
export type Holder = Y.AbstractType<unknown> | Part;

/** What a holder is in the shape. */
export type Place = { is: 'root'; root: RootShape } | { is: 'entry'; root: RootShape } | { is: 'text'; most: number };

export interface Roots {
	byName: ReadonlyMap<string, Y.AbstractType<unknown>>;
	shapes: ReadonlyMap<Holder, RootShape>;
}

const known = new WeakMap<Y.Doc, Roots>();

/** The roots of a document; undefined where any are welcome. They are made (empty) where they aren't there yet: a root is a name, not content. */
export function rootsOf(doc: Y.Doc, shape: Accepted): Roots | undefined {
	if (shape === 'any') return undefined;
	let roots = known.get(doc);
	if (!roots) {
		const byName = new Map<string, Y.AbstractType<unknown>>();
		const shapes = new Map<Holder, RootShape>();
		for (const [name, root] of shape) {
			const type = doc.getMap(name) as unknown as Y.AbstractType<unknown>;
			byName.set(name, type);
			shapes.set(type, root);
		}
		roots = { byName, shapes };
		known.set(doc, roots);
	}
	return roots;
}

/** What `holder` is: walks up at most two steps, from a text to its entry to its root. Undefined when it has no place in the shape. */
export function place(
	holder: Holder,
	roots: Roots,
	homeOf: (part: Part) => { holder: Holder; sub: string | null } | undefined
): Place | undefined {
	const root = roots.shapes.get(holder);
	if (root) return { is: 'root', root };
	const home = above(holder, homeOf);
	if (!home || home.sub === null) return undefined;
	const rootAbove = roots.shapes.get(home.holder);
	if (rootAbove) return { is: 'entry', root: rootAbove };
	const upper = above(home.holder, homeOf);
	const key = upper && roots.shapes.get(upper.holder)?.keys.get(home.sub);
	return key?.is === 'text' ? { is: 'text', most: key.most } : undefined;
}

function above(holder: Holder, homeOf: (part: Part) => { holder: Holder; sub: string | null } | undefined) {
	if ('content' in holder) return homeOf(holder);
	const item = holder._item;
	return item ? { holder: item.parent as Y.AbstractType<unknown>, sub: item.parentSub } : undefined;
}
