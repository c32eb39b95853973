import type { Migration } from 'kysely';

/**
 * The migrations in the order they run. A record in code, not a folder that is read, so that it survives bundling.
 * A migration that has been released is frozen: a change of mind is a new migration.
 */
export const migrations: Record<string, Migration> = {};
