import type { Frozen } from '../contract.ts';
import type { Room } from './room.ts';
import type { RoomRegistry } from './roomRegistry.ts';

/** Freezes a room that is pinned, and unpins it when the caller has decided. Rejects, with the room open, when it can't be saved. */
export async function freezeRoom(room: Room, rooms: RoomRegistry): Promise<Frozen> {
	let isPinned = true;
	const unpin = () => {
		if (isPinned) room.unpin();
		isPinned = false;
	};
	const wasFrozen = room.isFrozen;
	room.setFrozen(true);
	try {
		await room.settled();
	} catch (error) {
		room.setFrozen(wasFrozen);
		unpin();
		throw error;
	}
	return {
		doc: room.doc,
		unfreeze() {
			room.setFrozen(false);
			unpin();
		},
		keep: unpin,
		async renewed() {
			const closeAll = () => room.connections.forEach((connection) => connection.close(4409, 'the board is closed'));
			// Rejects only when the room was closed already, and with it its connections.
			await rooms.close(room, closeAll).catch(() => undefined);
			unpin();
		}
	};
}
