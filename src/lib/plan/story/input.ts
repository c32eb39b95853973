import * as v from 'valibot';
import { optionalText } from '#lib/form.ts';
import { chosen, edition, tooLong } from '../input.ts';
import { longest } from './rule.ts';

export const storyForm = v.object({ pointId: chosen, indicatorId: chosen, words: optionalText(longest.words, tooLong), edition });
