import * as v from 'valibot';
import { optionalText, text } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

const tooLong = (limit: { max: number }) => m.common_too_long(limit);

const description = {
	alt: text(300, () => m.picture_alt_missing(), tooLong),
	caption: optionalText(300, tooLong)
};

export const newPicture = v.object(description);
export const describedPicture = v.object({ pictureId: v.optional(v.string(), ''), ...description });
export const onePicture = v.object({ pictureId: v.optional(v.string(), '') });
