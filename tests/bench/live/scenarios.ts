import type { Scenario } from './scenario.ts';
import { hostile, kill } from './scenarios/harm.ts';
import { joining } from './scenarios/joining.ts';
import { idle, soak } from './scenarios/memory.ts';
import { presence, rate, stalled } from './scenarios/strain.ts';
import { board200, board50, board500, hall } from './scenarios/typing.ts';

/** In the order they are played. */
export const scenarios: Scenario[] = [board50, board200, board500, hall, joining, idle, presence, rate, stalled, hostile, kill, soak];
