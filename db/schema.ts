import type { LiveTables } from './schema/live.ts';
import type { PeopleTables } from './schema/people.ts';

/** Every table of the installation, one interface a table, grouped by the noun that writes it. */
export interface Database extends PeopleTables, LiveTables {}
