import { leafHash, rootByInclusion, type Head, type Inclusion } from './proof.ts';

/** From a note to the log: the note with its salt, where it is in the frozen board, and where the board is in the log. */
export type NoteProof = {
	/** JSON: the note as it was frozen, and its salt. */
	content: string;
	board: Inclusion;
	/** JSON: the board's leaf in the log, whose hash is the root of the board's tree. */
	entry: string;
	log: Inclusion;
	head: Head;
};

/** Whether the proof holds, and is about these words. Runs in a browser and on the server. */
export async function isProven(proof: NoteProof, shown: { id: string; text: string }): Promise<boolean> {
	const { note } = JSON.parse(proof.content) as { note: { id: string; text: string } };
	if (note.id !== shown.id || note.text !== shown.text) return false;
	const board = await rootByInclusion(await leafHash(proof.content), proof.board);
	if (board === null || board !== (JSON.parse(proof.entry) as { hash: string }).hash) return false;
	return (await rootByInclusion(await leafHash(proof.entry), proof.log)) === proof.head.root && proof.log.size === proof.head.size;
}
