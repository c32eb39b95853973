import type { Gathering, ProgrammeItemKind } from '#lib/gatherings/model.ts';
import { recipeOf } from '#lib/gatherings/planning/recipes.ts';
import { isStaff, mayFacilitate, type Actor } from '#lib/people/model.ts';

type Room = 'overview' | 'programme' | 'invitations' | 'attendance' | 'cafe' | 'harvest' | 'summary';

/**
 * The rooms of a gathering that a reader may enter; `kinds`: the parts of its programme, which may have got work at tables later.
 * Every page guards itself as well.
 */
export function roomsFor(actor: Pick<Actor, 'roles'>, gathering: Pick<Gathering, 'recipe'>, kinds: readonly ProgrammeItemKind[]): Room[] {
	const hasTables = (recipeOf(gathering.recipe)?.tables ?? 0) > 0 || kinds.some((kind) => kind === 'cafe' || kind === 'workshop');
	const rooms: Room[] = ['overview', 'programme'];
	if (mayFacilitate(actor)) rooms.push('invitations', 'attendance');
	if (mayFacilitate(actor) && hasTables) rooms.push('cafe');
	if (isStaff(actor) && hasTables) rooms.push('harvest');
	if (isStaff(actor)) rooms.push('summary');
	return rooms;
}
