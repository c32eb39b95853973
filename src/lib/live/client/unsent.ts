/*
 * What a tab stores of a board until the server has it: the text in the field and changes that are not acknowledged. Kept in
 * session storage, for one board and epoch, and erased when the guest leaves (L16). What can't be sent any more is kept as text until
 * its writer removes it (L15).
 */

/** `texts`: those that `changes` are about, as they read. They can still be read when the board they belong to is gone. */
type Kept = { epoch: number; draft: string; changes: string; texts: string[] };

const prefix = 'samling:unsent:';

export type Unsent = {
	/** What was stored in this epoch. `changes` is a Yjs update. */
	read(): { draft: string; changes: Uint8Array | null };
	keepDraft(text: string): void;
	keepChanges(update: Uint8Array | null, texts: readonly string[]): void;
	/** Texts that are on no board, also of an earlier epoch: the board was closed or made anew before they were sent. */
	lost(): string[];
	keepLost(texts: readonly string[]): void;
};

/** The stored copy of `board`. Where session storage is disabled or full, the board works without it. */
export function unsentOf(board: string, epoch: number): Unsent {
	const key = prefix + board;
	const lostKey = `${prefix}lost:${board}`;
	const load = (): Kept => {
		try {
			const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null;
			if (kept && kept.epoch === epoch) return kept;
			if (kept) {
				storeLost([...lost(), kept.draft, ...kept.texts]);
				sessionStorage.removeItem(key);
			}
		} catch {
			// Unreadable: as if nothing was stored.
		}
		return { epoch, draft: '', changes: '', texts: [] };
	};
	const lost = (): string[] => {
		try {
			return JSON.parse(sessionStorage.getItem(lostKey) ?? '[]') as string[];
		} catch {
			return [];
		}
	};
	const storeLost = (texts: readonly string[]) => {
		const kept = [...new Set(texts.filter((text) => text.trim() !== ''))];
		try {
			if (kept.length === 0) sessionStorage.removeItem(lostKey);
			else sessionStorage.setItem(lostKey, JSON.stringify(kept));
		} catch {
			// The text is still on the page.
		}
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
		keepChanges: (update, texts) =>
			store({ changes: update ? btoa(Array.from(update, (byte) => String.fromCharCode(byte)).join('')) : '', texts: [...texts] }),
		lost() {
			load();
			return lost();
		},
		keepLost: storeLost
	};
}
