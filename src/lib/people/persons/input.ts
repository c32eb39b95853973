import * as v from 'valibot';
import { chosenId, email, language, newPassword, optionalEmail, optionalLine, personName, rowId } from '../input.ts';
import { roles } from '../model.ts';

const chosenRoles = v.optional(v.array(v.picklist(roles)), []);

export const newPerson = v.object({
	name: personName,
	email,
	title: optionalLine,
	unitId: chosenId,
	levelId: chosenId,
	locale: language,
	roles: chosenRoles,
	/** '' for somebody who never signs in. */
	password: newPassword
});

/** Who somebody is, mended; without an address they get no mail. */
export const personDetails = v.object({
	personId: rowId,
	name: personName,
	email: v.pipe(
		optionalEmail,
		v.transform((typed) => typed || null)
	),
	title: optionalLine,
	unitId: chosenId,
	levelId: chosenId,
	locale: language
});

export const onePerson = v.object({ personId: rowId });

export const personRoles = v.object({ personId: rowId, roles: chosenRoles });
