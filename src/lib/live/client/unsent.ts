/*
 * What a tab stores of a board until the server has it: the text in the field and changes that are not acknowledged. Kept in
 * session storage, for one board and epoch, and erased when the guest leaves (L16).
 */

type Kept = { epoch: number; draft: string; changes: string };

const prefix = 'samling:unsent:';

export type Unsent = {
	/** What was stored in this epoch. `changes` is a Yjs update. */
	read(): { draft: string; changes: Uint8Array | null };
	keepDraft(text: string): void;
	keepChanges(update: Uint8Array | null): void;
};

/** The stored copy of `board`. Where session storage is disabled or full, the board works without it. */
export function unsentOf(board: string, epoch: number): Unsent {
	const key = prefix + board;
	const load = (): Kept => {
		try {
			const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null;
			if (kept && kept.epoch === epoch) return kept;
		} catch {
			// Unreadable: as if nothing was stored.
		}
		return { epoch, draft: '', changes: '' };
	};
	const store = (change: Partial<Kept>) => {
		try {
			const next = { ...load(), ...change };
			if (next.draft === '' && next.changes === '') sessionStorage.removeItem(key);
			else sessionStorage.setItem(key, JSON.stringify(next));
		} catch {
			// The text is still on the page.
		}
	};
	return {
		read() {
			const { draft, changes } = load();
			return { draft, changes: changes ? Uint8Array.from(atob(changes), (letter) => letter.charCodeAt(0)) : null };
		},
		keepDraft: (draft) => store({ draft }),
		keepChanges: (update) => store({ changes: update ? btoa(Array.from(update, (byte) => String.fromCharCode(byte)).join('')) : '' })
	};
}
