// What is pressed: a pointer's first button, or the space bar. A click that starts on an element is lost if the element is
// replaced before it ends.

/** How long after a pointer or a key has been let go its click may still come, in milliseconds. */
const CLICK = 50;

/** Resolves when what is pressed has been let go and clicked. `undefined` if nothing is pressed. */
let ended;
let release = () => {};
let ending;
const press = () => {
  clearTimeout(ending);
  ended ??= new Promise((done) => (release = () => done((ended = undefined))));
};
const letGo = () => {
  clearTimeout(ending);
  ending = setTimeout(release, CLICK);
};
addEventListener('pointerdown', ({ button }) => button === 0 && press(), true);
addEventListener('keydown', ({ key }) => key === ' ' && press(), true);
for (const name of ['pointerup', 'pointercancel', 'keyup', 'contextmenu']) addEventListener(name, letGo, true);
// The window's own, and not that of an element: what is pressed takes the focus from another one.
addEventListener('blur', letGo);

/** Returns a promise that resolves when nothing is pressed, or `undefined` if nothing is. */
export const released = () => ended;
