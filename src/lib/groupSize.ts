/**
 * The smallest groups of people that are shown. Of fewer, a number or a name would be about somebody.
 *
 * - `unit`: people from one unit. Of fewer, the unit is not named and no number about it stands alone. Source: rule L21 of the
 *   board contract, which the pages that follow a café keep to as well.
 * - `statistic`: people behind a published number, and answers to an evaluation. Source: the practice of Norwegian public
 *   statistics (Statistics Norway, Institute of Public Health), which hold back counts under five.
 */
export const minGroupSize = { unit: 3, statistic: 5 } as const;
