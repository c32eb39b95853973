import * as Y from 'yjs';

/** The origin of transactions of a field: its edits of one text belong together. */
export interface FieldOrigin {
	readonly text: Y.Text;
}

/** The text that a transaction edits, where it comes from a field or its undo manager. */
function textOf(origin: unknown): Y.Text | undefined {
	const text = origin instanceof Y.UndoManager ? origin.scope[0] : (origin as Partial<FieldOrigin> | null)?.text;
	return text instanceof Y.Text ? text : undefined;
}

/**
 * Makes everything that this page writes in `doc` one-off: each change has a Yjs client id of its own, and what is typed in one text
 * has one (L8). Everybody at a board can read the ids; one that came twice would tell that two notes are one hand's (L21).
 * Between changes the document has the id with which it was made: the provider uses that for presence, and nothing is written with it.
 */
export function useWriterIds(doc: Y.Doc): void {
	const presence = doc.clientID;
	const ofTexts = new WeakMap<Y.Text, number>();
	const fresh = () => {
		for (;;) {
			const [id] = crypto.getRandomValues(new Uint32Array(1)) as unknown as [number];
			if (id !== presence && !doc.store.clients.has(id)) return id;
		}
	};
	doc.on('beforeTransaction', ({ local, origin }: Y.Transaction) => {
		if (!local) return;
		const text = textOf(origin);
		doc.clientID = (text && ofTexts.get(text)) ?? fresh();
		if (text) ofTexts.set(text, doc.clientID);
	});
	doc.on('afterTransaction', () => (doc.clientID = presence));
}
