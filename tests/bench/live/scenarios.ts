import type { Scenario } from './scenario.ts';
import { board200, board50, board500, hall } from './scenarios/typing.ts';

/** In the order they are played. */
export const scenarios: Scenario[] = [board50, board200, board500, hall];
