/** Messages of the package about a text begin with a small letter and end without a period. This makes a sentence of one. */
export const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
