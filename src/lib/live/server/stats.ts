import type { PresentPrincipal, RoomStats } from '../contract.ts';
import type { Room } from './room.ts';
import type { RoomRegistry } from './roomRegistry.ts';

/** Who has a connection to a room, one entry per principal, in the order they came. */
export function presentIn(room: Room | undefined): PresentPrincipal[] {
	const present = new Map<string, PresentPrincipal>();
	for (const { principal, mode } of room?.connections ?? []) {
		const { id, label, role } = principal;
		if (present.get(id)?.mode !== 'write') present.set(id, { id, label, role, mode });
	}
	return [...present.values()];
}

/** A commit takes milliseconds: what has waited longer than this is not being saved. */
const lateMs = 2000;

export const isLate = (room: Room) => !room.isSettled && performance.now() - room.activity.wroteAt >= lateMs;

/** Of those boards that are in memory. */
export function roomStats(rooms: RoomRegistry, boardIds: Iterable<string>): Map<string, RoomStats> {
	const stats = new Map<string, RoomStats>();
	for (const boardId of boardIds) {
		const room = rooms.get(boardId);
		if (room) stats.set(boardId, statsOf(room));
	}
	return stats;
}

function statsOf(room: Room): RoomStats {
	return {
		people: presentIn(room).filter(({ role }) => role !== 'projector').length,
		connections: room.connections.size,
		version: room.activity.version,
		idleMs: room.activity.quietFor(performance.now()),
		isSaved: !isLate(room),
		isDamaged: room.damage !== undefined
	};
}
