import { phaseText } from '#lib/cafe/text.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { Wall, WallState } from './wall.ts';

/** What the wall is about, in a few words. */
export function headingOf(wall: Wall, state: WallState): string {
	switch (state) {
		case 'before':
			return wall.places.length > 0 ? m.wall_find() : m.wall_welcome();
		case 'reveal':
			return m.wall_reveal();
		case 'changeover':
			return m.wall_goto();
		case 'result':
			return wall.results.some(({ dots }) => dots > 0) ? m.wall_result() : phaseText(wall);
		case 'plenary':
			return plenaryHeading(wall);
		case 'closed':
			return m.wall_closed();
		default:
			return phaseText(wall);
	}
}

function plenaryHeading({ plenary }: Wall): string {
	if (plenary?.part === 'tables') return plenary.table ? m.wall_speaks({ number: plenary.table.number }) : m.plenary_title();
	return plenary?.part === 'first' ? m.wall_first() : m.wall_who();
}
