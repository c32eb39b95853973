import type { CivilDate } from '#lib/dates.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

/**
 * What in Samling is known not to meet WCAG 2.1 A and AA, and the day on which this list was gone through. Take a line out when it
 * is mended and a test holds it, and put one in for what is found; that nothing is known is no conformance.
 */
export const reviewedOn: CivilDate = '2026-11-30';
export const known: readonly { criteria: string; text: () => string }[] = [{ criteria: '3.1.2', text: m.notice_known_language }];
