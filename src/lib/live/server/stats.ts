import type { RoomStats } from '../contract.ts';
import type { Room } from './room.ts';
import type { Rooms } from './roomRegistry.ts';

/** Who is at a board with a connection, one entry a principal, in the order they came. */
export function presentAt(rooms: Rooms, boardId: string): { id: string; label: string; role: string; mode: 'write' | 'read' }[] {
	const there = new Map<string, { id: string; label: string; role: string; mode: 'write' | 'read' }>();
	for (const { principal, mode } of rooms.get(boardId)?.connections ?? []) {
		const { id, label, role } = principal;
		if (there.get(id)?.mode !== 'write') there.set(id, { id, label, role, mode });
	}
	return [...there.values()];
}

/** A commit takes milliseconds: what has waited for longer is not being saved. */
export const isLate = (room: Room) => !room.isSettled && performance.now() - room.wroteAt >= 2000;

/** How boards are doing, of those that are in memory. */
export function roomStats(rooms: Rooms, boardIds: Iterable<string>): Map<string, RoomStats> {
	const now = performance.now();
	const pulses = new Map<string, RoomStats>();
	for (const boardId of boardIds) {
		const room = rooms.get(boardId);
		if (!room) continue;
		const people = presentAt(rooms, boardId).filter(({ role }) => role !== 'projector');
		pulses.set(boardId, {
			people: people.length,
			connections: room.connections.size,
			writes: room.writes,
			idleMs: room.wroteAt === 0 ? null : now - room.wroteAt,
			isSaved: !isLate(room)
		});
	}
	return pulses;
}
