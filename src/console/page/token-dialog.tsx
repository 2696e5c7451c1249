import { type TokenRequest, tokenRequest } from './api.ts';
import { Modal } from './parts/modal.tsx';

/** Asks for ADMIN_TOKEN while a request waits for it. */
export function TokenDialog() {
  const request = tokenRequest.value;
  return request === null ? null : <TokenForm key={`${request.wasWrong}`} request={request} />;
}

function TokenForm({ request: { wasWrong, answer } }: { request: TokenRequest }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    answer(`${new FormData(form).get('token') ?? ''}`.trim());
  };
  return (
    <Modal title="The service asks for its token" onClose={() => answer(null)}>
      <form onSubmit={submit} class="stack">
        <label>
          ADMIN_TOKEN
          <input
            name="token"
            type="password"
            autocomplete="off"
            required
            aria-invalid={wasWrong}
            aria-describedby="token-note"
          />
        </label>
        <p id="token-note" class="note">
          {wasWrong ? 'That was not the token. ' : ''}
          It is kept in this page’s memory only, and gone when the page is closed or loaded anew.
        </p>
        <div class="row end">
          <button type="button" onClick={() => answer(null)}>
            Not now
          </button>
          <button type="submit" class="primary">
            Go on
          </button>
        </div>
      </form>
    </Modal>
  );
}
