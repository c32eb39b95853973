/** Lets others be answered before a long piece of work goes on. */
export const breathe = (): Promise<void> => new Promise((next) => setTimeout(next));
