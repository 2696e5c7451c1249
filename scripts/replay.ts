/*
 * npm run replay: feeds recorded calls through today's charts and sentences, and compares what comes
 * of them with what was recorded. Changes nothing: neither the journal nor any call.
 */
import { runCommand } from './command.ts';
import { readOptions } from './replay/options.ts';
import { runReplay } from './replay/run-replay.ts';

const HELP = `npm run -s replay -- PATH... | CALL_ID [options]

Replays a journal file (.jsonl, .jsonl.gz), a directory of them, or one call by its ID, which is then
shown line by line. Compares the states, the bytes of every answer and the snapshots.

Several PATHs are the journals of several machines, and are read as one: the lines of a call in the
order of their seq, wherever they stand, and a line that stands twice once. Two different lines with
the same seq are a fault, which is named.

  --dir DIR           where a CALL_ID is looked up, as often as there are journals (default: that of
                      TRANSCRIPTS_DIR)
  -j, --jobs N        threads (one, or for a long journal one for each core up to 8); with --against,
                      calls at the same time (1)
  --show N            calls shown side by side; others are named in one line each (20)
  --json              one JSON document, for machines
  --allow-incomplete  a call with lines missing, as after retention or an erasure, is no failure
  --against URL       posts the tool calls to a running server instead, as new calls named
                      replay-<id>-<run>, and compares status and sentence. Answers that hang on the
                      time, or on what could be reached then, are counted and not compared
  --secret S          with --against: what the server takes as x-vapi-secret
  --strict            with --against: compares everything, times and sources included
  --allow-remote      with --against: the URL may be on another machine
  -h, --help          this

Exits 0 if all agree; 1 if a call differs, is incomplete, has damaged lines or lines that contradict
one another; 2 if there is nothing to replay: no such file or call, no journal, a version that this
program does not know.`;

await runCommand({ help: HELP, read: readOptions, run: ({ replay }) => runReplay(replay) });
