import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { addPicture, describePicture, readUpload, removePicture } from './commands.server.ts';

/** Why the pictures of a draft were not changed. */
export const pictureText = {
	notAllowed: () => m.summaries_refused_not_allowed(),
	closed: () => m.summaries_refused_no_draft(),
	conflict: () => m.picture_refused_unknown_picture(),
	missing: () => m.picture_refused_no_picture(),
	invalid: () => m.picture_refused_broken_picture(),
	invalidFormat: () => m.picture_refused_not_aPicture(),
	limitSize: () => m.picture_refused_picture_too_big(),
	limitPictures: () => m.picture_refused_too_many_pictures()
} satisfies SentencesOf<typeof readUpload | typeof addPicture | typeof describePicture | typeof removePicture>;
