import { createHash } from 'node:crypto';

/**
 * What is stored instead of whose something is: a hash that only who has `secret` can make again. `of` names what it is of (a table
 * and round, say), so that two marks of one phone have nothing in common (L21). `secret` must not be derivable from what is stored.
 */
function ownerMark(secret: string, ...of: readonly (string | number)[]): string {
	return createHash('sha256')
		.update([...of, secret].join(' '))
		.digest('base64url');
}

/** Whose a private board is; `secret` as of `pseudonymOf`. */
export const privateBoardMark = (secret: string, tableId: string, round: number) => ownerMark(secret, 'private board', tableId, round);

/** Who puts dots at a table; `secret` as of `pseudonymOf`. */
export const voterMark = (secret: string, tableId: string) => ownerMark(secret, 'vote', tableId);

/** Which phone has come to a table in a round; `secret` as of `pseudonymOf`. */
export const arrivalMark = (secret: string, tableId: string, round: number) => ownerMark(secret, 'arrival', tableId, round);

/** Which phone picks a table's points, and which agrees with them; `secret` as of `pseudonymOf`. */
export const harvesterMark = (secret: string, tableId: string) => ownerMark(secret, 'harvester', tableId);
export const answerMark = (secret: string, tableId: string) => ownerMark(secret, 'points', tableId);
