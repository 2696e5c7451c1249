/** Opens the journal of a directory, says so, and holds it until it is killed. */
import { openJournal } from '../../src/recording/open-journal.ts';
import { systemEdges } from '../../src/system-edges.ts';
import { makeLine } from './make-line.ts';
import { UNBOUNDED } from './test-journal.ts';

const [dir = ''] = process.argv.slice(2);
const { disk, clock } = systemEdges;
const onNotice = () => {};
try {
  const { journal } = await openJournal({
    dir,
    disk,
    clock,
    sync: 'background',
    onNotice,
    ...UNBOUNDED,
  });
  await journal.append(makeLine());
  process.send?.({ isOpen: true });
  setInterval(() => {}, 1000);
} catch (error) {
  process.send?.({ isOpen: false, message: String(error) });
}
