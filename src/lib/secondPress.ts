/** For how long a second press does nothing on what the first one has made another step, in ms. */
export const secondPress = 800;
