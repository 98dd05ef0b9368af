/* Passkeys: a form that stays hidden where there is no script or no passkey; its answer is sent as any form is.
   <form data-passkey="address of the challenge" data-kind="create|get" data-trouble="words" hidden> with a field `passkey`. */

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/* Browsers refuse passkeys on a bare network address. */
const isPossible = Boolean(window.PublicKeyCredential) && window.isSecureContext && !/^[\d.]+$|^\[/.test(location.hostname);

function opened(options) {
  const listed = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const opened = { ...options, challenge: bytes(options.challenge) };
  if (options.user) opened.user = { ...options.user, id: bytes(options.user.id) };
  if (options.allowCredentials) opened.allowCredentials = listed(options.allowCredentials);
  if (options.excludeCredentials) opened.excludeCredentials = listed(options.excludeCredentials);
  return opened;
}

function written(credential) {
  const response = { clientDataJSON: text(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function answer(form) {
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" };
  const reply = await fetch(form.dataset.passkey, { method: "POST", headers });
  if (!reply.ok) throw new Error(`challenge: ${reply.status}`);
  const publicKey = opened(await reply.json());
  const credential =
    form.dataset.kind === "create" ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
  form.elements.passkey.value = written(credential);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!isPossible) {
    document.querySelectorAll("[data-passkey-missing]").forEach((one) => { one.hidden = false; });
    continue;
  }
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.passkey.value) return;
    event.preventDefault();
    const trouble = form.querySelector("[data-passkey-trouble]");
    trouble.textContent = "";
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      await answer(form);
      form.submit();
    } catch {
      trouble.textContent = form.dataset.trouble;
      button.disabled = false;
    }
  });
}
