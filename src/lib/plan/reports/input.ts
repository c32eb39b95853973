import * as v from 'valibot';
import { optionalText } from '#lib/form.ts';
import { id, kroner, tooLong } from '../input.ts';

export const costForm = v.object({ gatheringId: id, kr: kroner, note: optionalText(300, tooLong) });
