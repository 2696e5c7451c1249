/** What in English stands around a name that is given as an answer, and in names on record. */
import { regex } from '../../regex.ts';
import type { NameWords } from '../language.ts';

// Names on record are of any language, and so are their particles.
export const names: NameWords = {
  suffixes: new Set('jr sr junior senior ii iii iv phd md esq ltd llc inc gmbh'.split(' ')),
  particles: new Set(
    (
      'van von der den de del della di da dos das do du des la le les el al bin ibn ben st saint ' +
      'san mac mc o d l zu zum zur ter ten te af av y e'
    ).split(' '),
  ),
  closing: regex('i')`
    (?:[\s,.!]+(?:please|thanks|thank you|sir|madam|i think|of course|that's it|that is it|
    is (?:my|the|our) (?:(?:last|family|full|second|sur) ?)?name|is the name|
    (?:is )?(?:my|the|our) (?:post ?code|postal code|zip(?: ?code)?)))+[\s,.!]*$
  `,
};
