// A third peer, PyPI's pympp, is asked about some inputs of each class, because Python is too slow for all of them. Whom it
// agrees with is a column of DISAGREEMENTS.md.
import { fileURLToPath } from 'node:url';
import { points } from './compare.mjs';
import { Program } from './program.mjs';

/** Points at which one side reads what another has written. pympp is asked only about the input itself. */
const WRITTEN = ['we write', 'they write', 'we bind'];

/** How many inputs of a class it is asked about: the first ones, however the inputs are shared out. */
export const SAMPLES = 60;

/** Whether pympp's answer to an input tells of a class: the input has only this disagreement, and pympp reads such inputs. */
export function isSample({ kind }, points) {
  const [{ class: id, at } = {}] = points;
  return id !== undefined && kind !== 'accept' && points.every((point) => point.class === id) && !WRITTEN.includes(at);
}

/** Resolves with whom pympp agrees with, by class. `tallies`: each has `samples` by class, `{ number, input, point }`. */
export async function agreements(python, tallies) {
  const all = tallies.flatMap(({ samples }) => Object.entries(samples));
  const samples = [...new Set(all.map(([id]) => id))].flatMap((id) => {
    const own = all.filter(([other]) => other === id).flatMap(([, list]) => list);
    return own.sort((a, b) => a.number - b.number).slice(0, SAMPLES);
  });
  const pympp = new Program(python, [fileURLToPath(new URL('pympp.py', import.meta.url))]);
  const answers = await pympp.ask(samples.map(({ input }) => input));
  pympp.close();
  const votes = {};
  for (const [at, { input, point }] of samples.entries()) {
    const kinds = (votes[point.class] ??= {});
    (kinds[`${input.kind}, ${point.what}`] ??= []).push(side(point, answers[at]));
  }
  return new Map(Object.entries(votes).map(([id, kinds]) => [id, sum(Object.entries(kinds).map(([kind, sides]) => decide(kind, sides)))]));
}

/** Whether it reads an input that one of us refuses, or which of two readings it has. */
function side({ at, what, ours, theirs, field }, answer) {
  const own = Array.isArray(answer.ok) ? one(answer.ok, (ours.ok ?? theirs.ok).id) : answer;
  if (what !== 'differ') return own.no === undefined ? 'reads' : 'refuses';
  const equals = (other) => !points('pympp', [{ at, ours: other, peer: own }]).some((point) => point.what !== 'differ' || point.field === field);
  return equals(ours) ? 'as we do' : equals(theirs) ? 'as they do' : undefined;
}

/** The challenge with an id. If there is none, the first refusal. */
function one(answers, id) {
  return answers.find(({ ok }) => ok?.id === id) ?? answers.find(({ no }) => no !== undefined) ?? { no: 'no challenge here' };
}

/** One input that it reads shows that it allows a thing. It refuses an input for many reasons. */
function decide(kind, sides) {
  if (kind.endsWith('differ')) return sides.find((one) => one !== undefined);
  return sides.includes('reads') === kind.endsWith('we accept') ? 'as we do' : 'as they do';
}

function sum(sides) {
  const [one, ...others] = new Set(sides.filter((side) => side !== undefined));
  return others.length > 0 ? 'in part' : one;
}
