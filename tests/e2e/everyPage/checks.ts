import type { Check } from './check.ts';
import { sideways } from './sideways.ts';

/** What every page is asked, in this order. */
export const checks: readonly Check[] = [sideways];
