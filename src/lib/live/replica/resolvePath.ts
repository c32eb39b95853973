import type * as Y from 'yjs';
import type { AcceptedSchema, RootSchema } from '../documentSchema.ts';
import type { Part } from './updateCodec.ts';

/** Something that holds parts: a shared type of the document, or one that an update is about to make. */
export type Holder = Y.AbstractType<unknown> | Part;

/** What a holder is in the shape. */
export type Place = { is: 'root'; root: RootSchema } | { is: 'entry'; root: RootSchema } | { is: 'text'; max: number };

export interface Roots {
	byName: ReadonlyMap<string, Y.AbstractType<unknown>>;
	schemas: ReadonlyMap<Holder, RootSchema>;
}

const known = new WeakMap<Y.Doc, Roots>();

/** The roots of a document; undefined where any are welcome. They are made (empty) where they aren't there yet: a root is a name, not content. */
export function rootsOf(doc: Y.Doc, schema: AcceptedSchema): Roots | undefined {
	if (schema === 'any') return undefined;
	let roots = known.get(doc);
	if (!roots) {
		const byName = new Map<string, Y.AbstractType<unknown>>();
		const schemas = new Map<Holder, RootSchema>();
		for (const [name, root] of schema) {
			const type = doc.getMap(name) as unknown as Y.AbstractType<unknown>;
			byName.set(name, type);
			schemas.set(type, root);
		}
		roots = { byName, schemas };
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
	const root = roots.schemas.get(holder);
	if (root) return { is: 'root', root };
	const home = above(holder, homeOf);
	if (!home || home.sub === null) return undefined;
	const rootAbove = roots.schemas.get(home.holder);
	if (rootAbove) return { is: 'entry', root: rootAbove };
	const upper = above(home.holder, homeOf);
	const key = upper && roots.schemas.get(upper.holder)?.keys.get(home.sub);
	return key?.is === 'text' ? { is: 'text', max: key.max } : undefined;
}

function above(holder: Holder, homeOf: (part: Part) => { holder: Holder; sub: string | null } | undefined) {
	if ('content' in holder) return homeOf(holder);
	const item = holder._item;
	return item ? { holder: item.parent as Y.AbstractType<unknown>, sub: item.parentSub } : undefined;
}
