/*
 * Constants and keys of Yjs bytes that the server, the replica and the storage share.
 */

/** The state vector of an empty document: whoever sends it asks for everything. */
export const emptyStateVector = Uint8Array.of(0);

/** The update (format v1) that holds no structs and no deletions. */
export const emptyUpdate = Uint8Array.of(0, 0);

export const isEmptyUpdate = (bytes: Uint8Array) => bytes.length === 2 && bytes[0] === 0 && bytes[1] === 0;

/** Bytes as a key of a Map or Set. */
export const keyOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
