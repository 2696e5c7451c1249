import { useSignal } from '@preact/signals';
import { announce } from '../announcements.tsx';

/** Copies a text; `label` says what it is. */
export function CopyButton({
  label,
  text,
  isPlain = false,
}: {
  label: string;
  text: string;
  isPlain?: boolean;
}) {
  const isCopied = useSignal(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      isCopied.value = true;
      announce('Copied');
      setTimeout(() => {
        isCopied.value = false;
      }, 1_500);
    } catch {
      announce('The browser does not let this page copy');
    }
  };
  return (
    <button type="button" class={isPlain ? 'plain copy' : 'copy'} onClick={copy}>
      {isCopied.value ? 'Copied' : label}
    </button>
  );
}
