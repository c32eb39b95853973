import * as Y from 'yjs';
import type { AcceptedSchema, EntryId, RootSchema, TextOfOwner } from '../documentSchema.ts';
import type { Part } from './updateCodec.ts';

/** A shared type of the document, or a part of an update that creates one. */
export type Holder = Y.AbstractType<unknown> | Part;

/** Where a struct is: in `holder`, under the key `sub` when `holder` is a map. */
export interface Location {
	holder: Holder;
	sub: string | null;
}

/** What the schema says about a holder. */
export type SchemaNode =
	{ is: 'root'; root: RootSchema } | { is: 'entry'; root: RootSchema } | { is: 'text'; max: number; ofOwner?: TextOfOwner | undefined };

export interface Roots {
	byName: ReadonlyMap<string, Y.AbstractType<unknown>>;
	schemas: ReadonlyMap<Holder, RootSchema>;
	names: ReadonlyMap<Holder, string>;
}

const cache = new WeakMap<Y.Doc, Roots>();

/** The roots of a document, undefined where any are accepted. Missing ones are created empty: a root is a name, not content. */
export function rootsOf(doc: Y.Doc, schema: AcceptedSchema): Roots | undefined {
	if (schema === 'any') return undefined;
	let roots = cache.get(doc);
	if (!roots) {
		const byName = new Map<string, Y.AbstractType<unknown>>();
		const schemas = new Map<Holder, RootSchema>();
		const names = new Map<Holder, string>();
		for (const [name, root] of schema) {
			const type = doc.getMap(name) as unknown as Y.AbstractType<unknown>;
			byName.set(name, type);
			schemas.set(type, root);
			names.set(type, name);
		}
		roots = { byName, schemas, names };
		cache.set(doc, roots);
	}
	return roots;
}

/** The schema node of `holder`, found in at most two steps upwards: text, entry, root. Undefined when the schema has none. */
export function resolvePath(holder: Holder, roots: Roots, locationOf: (part: Part) => Location | undefined): SchemaNode | undefined {
	const root = roots.schemas.get(holder);
	if (root) return { is: 'root', root };
	const location = locate(holder, locationOf);
	if (!location || location.sub === null) return undefined;
	const rootAbove = roots.schemas.get(location.holder);
	if (rootAbove) return { is: 'entry', root: rootAbove };
	const above = locate(location.holder, locationOf);
	const key = above && roots.schemas.get(above.holder)?.keys.get(location.sub);
	return key?.is === 'text' ? { is: 'text', max: key.max, ofOwner: key.ofOwner } : undefined;
}

/** The name of an entry of the document; undefined for what is no entry of an owned root. */
export function ownedEntry(entry: Y.AbstractType<unknown>, roots: Roots): EntryId | undefined {
	const item = entry._item;
	const root = item?.parent as Y.AbstractType<unknown> | undefined;
	if (!item || !root || !roots.schemas.get(root)?.owned || item.parentSub === null) return undefined;
	return { root: roots.names.get(root)!, id: item.parentSub };
}

function locate(holder: Holder, locationOf: (part: Part) => Location | undefined): Location | undefined {
	if ('content' in holder) return locationOf(holder);
	const item = holder._item;
	return item ? { holder: item.parent as Y.AbstractType<unknown>, sub: item.parentSub } : undefined;
}

/** How many entries of a root are in its bin. */
export function binnedIn(holder: Holder, bin: string | undefined): number {
	if (bin === undefined || 'content' in holder) return 0;
	return [...holder._map.values()].filter((item) => {
		const entry = item.content instanceof Y.ContentType ? item.content.type : undefined;
		const binned = entry?._map.get(bin);
		return binned !== undefined && !binned.deleted && binned.content.getContent()[0] !== null;
	}).length;
}
