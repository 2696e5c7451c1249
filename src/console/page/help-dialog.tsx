import { hasKeys } from './keys.ts';
import { Modal } from './parts/modal.tsx';

const KEYS: [keys: string[], what: string][] = [
  [['/'], 'Search for a call'],
  [['n'], 'Now: the calls that are live'],
  [['f'], 'Find a call'],
  [['q'], 'Quality'],
  [['j', 'k'], 'Next and previous row, or step of a call'],
  [['Enter'], 'Open the row'],
  [['←', '→'], 'Previous and next step of a call'],
  [['Home', 'End'], 'First and last step of a call'],
  [['Space'], 'Play a call, or pause it'],
  [['Esc'], 'Close a dialog; from a call back to the list'],
  [['?'], 'This help'],
];

/** What the keys do, and what the words on the page mean. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Modal title="Help" onClose={onClose}>
      <h3>Keys</h3>
      <dl class="keys">
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={hasKeys.value}
          onChange={({ currentTarget }) => {
            hasKeys.value = currentTarget.checked;
          }}
        />
        Single keys do something
      </label>
      <h3>How a call goes</h3>
      <p>
        The caller says a number (<b>need</b>). What was not heard for certain is read back (
        <b>confirm</b>). The record is looked up (<b>fetch</b>) and told (<b>report</b>). When
        something is missing or broken, the caller is told so and offered a person (<b>fallback</b>
        ).
      </p>
      <p>
        A fact that was said is <b>grounded</b> when it stands in a record that was read for this
        call. Numbers and names are masked until you show them; showing is noted in the service’s
        log.
      </p>
    </Modal>
  );
}
