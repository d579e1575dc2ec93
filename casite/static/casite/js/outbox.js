// What has been answered and not yet been acknowledged by the server, and its way there. Knows no page.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const TIMEOUT = 20000;
const SLOW = 3000; // From here on a student is told that the answer is not saved yet.
const MOST = 30; // Answers at once, so that the server reads them however many and however long they are.

function uuid4() {
  // `crypto.randomUUID` does not exist on plain http.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export class Outbox {
  #waiting = new Map(); // By uuid.
  #sent = new Set(); // The uuids of those that the server may have.
  #sending = false;
  #tries = 0;
  #timer = 0;
  #saveAddress;
  #stateAddress;
  #kept;
  #report;

  // `kept` outlives the page. `report(state, detail)` is told of each answer: stored, refused (with a reason); and then: saved (the reply),
  // slow, offline, loggedOut, stranger (somebody else has logged in), or stopped (words); and whether all that waits is kept (a boolean).
  constructor({ saveAddress, stateAddress, token, seen, kept, report }) {
    this.#saveAddress = saveAddress;
    this.#stateAddress = stateAddress;
    this.#kept = kept;
    this.#report = report;
    this.token = token;
    this.seen = seen;
    this.sequence = seen;
  }

  get isEmpty() {
    return this.#waiting.size === 0;
  }

  // The highest sequence that the server may have from here.
  get sent() {
    const sequences = [...this.#sent].map((uuid) => this.#waiting.get(uuid).sequence);
    return Math.max(this.seen, ...sequences);
  }

  // What an earlier page of this attempt could not get confirmed, as far as `wanted`; it waits here again.
  restore(wanted) {
    const answers = this.#kept.all().filter(wanted);
    for (const answer of answers) {
      this.#waiting.set(answer.uuid, answer);
      this.#sent.add(answer.uuid);
      this.sequence = Math.max(this.sequence, answer.sequence);
    }
    return answers;
  }

  put(answer) {
    for (const [uuid, older] of this.#waiting) {
      if (older.position === answer.position && !this.#sent.has(uuid)) this.#forget(uuid);
    }
    this.sequence += 1;
    const uuid = uuid4();
    const waiting = { uuid, sequence: this.sequence, client_time: new Date().toISOString(), ...answer };
    this.#waiting.set(uuid, waiting);
    const all = [...this.#waiting.values()]; // There may be room again for those before.
    this.#report("kept", all.map((each) => this.#kept.keep(each)).every(Boolean));
    this.deliver();
  }

  // What must not be sent any more.
  drop(uuid) {
    this.#forget(uuid);
  }

  #forget(uuid) {
    this.#settle(uuid);
    this.#kept.drop(uuid);
  }

  #settle(uuid) {
    this.#waiting.delete(uuid);
    this.#sent.delete(uuid);
  }

  async deliver() {
    if (this.#sending || this.isEmpty) return;
    clearTimeout(this.#timer);
    this.#sending = true;
    const answers = [...this.#waiting.values()].slice(0, MOST);
    const slow = setTimeout(() => this.#report("slow"), SLOW);
    const response = await this.#post(answers);
    clearTimeout(slow);
    this.#sending = false;
    if (response?.ok) this.#acknowledge(answers, await response.json().catch(() => null));
    else await this.#tryAgain(response);
  }

  async #post(answers) {
    for (const { uuid } of answers) this.#sent.add(uuid);
    return this.#fetch(this.#saveAddress, {
      method: "POST",
      body: JSON.stringify({ seen: this.seen, answers }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
      keepalive: document.visibilityState === "hidden",
    });
  }

  async #fetch(address, options = {}) {
    try {
      return await fetch(address, {
        redirect: "error",
        ...options,
        credentials: "same-origin",
        signal: AbortSignal.timeout?.(TIMEOUT),
      });
    } catch {
      return null; // No connection, or none that answers.
    }
  }

  // Of the attempt, as `report` has it; null where the server cannot be asked.
  async state() {
    const response = await this.#fetch(this.#stateAddress);
    const state = response?.ok ? await response.json().catch(() => null) : null;
    if (state) this.token = state.csrf;
    return state;
  }

  // An act without content; says whether the server has taken it.
  async post(address) {
    const options = { method: "POST", headers: { "X-CSRFToken": this.token }, redirect: "manual" };
    const response = await this.#fetch(address, options);
    if (response?.status === 403) await this.state(); // The token is from before a new log-in.
    return response?.type === "opaqueredirect";
  }

  #acknowledge(answers, reply) {
    if (!reply) return this.#later("offline");
    this.#tries = 0;
    this.token = reply.csrf;
    const saved = new Set(reply.saved);
    const newest = Math.max(0, ...answers.filter(({ uuid }) => saved.has(uuid)).map(({ sequence }) => sequence));
    // Where a newer window has gone further, its answers are not ours to overwrite: `seen` stays behind.
    if (newest === reply.sequence) this.seen = reply.sequence;
    for (const answer of answers) {
      const refusal = reply.refused.find(({ uuid }) => uuid === answer.uuid);
      if (!saved.has(answer.uuid) && !refusal) continue;
      // Once the attempt is closed the review has to tell what came too late: until then it stays on the device.
      if (refusal && reply.closed) this.#settle(answer.uuid);
      else this.#forget(answer.uuid);
      if (refusal) this.#report("refused", { ...answer, reason: refusal.reason });
      else this.#report("stored", answer);
    }
    if (this.isEmpty) this.#report("saved", reply);
    else this.#timer = setTimeout(() => this.deliver(), 0);
  }

  async #tryAgain(response) {
    if (response?.status === 403) {
      // The token is from before a new log-in.
      const state = await this.#fetch(this.#stateAddress);
      if (state?.ok) this.token = (await state.json()).csrf;
      return this.#later({ 401: "loggedOut", 404: "stranger" }[state?.status] ?? "offline");
    }
    if (response?.status === 401) return this.#later("loggedOut");
    if ([400, 404, 413].includes(response?.status)) {
      const words = await response.json().then((reply) => reply.error, () => "");
      return this.#report("stopped", words);
    }
    return this.#later("offline");
  }

  #later(state) {
    this.#report(state);
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#tries);
    this.#tries += 1;
    // Not all students of a class at the same moment.
    this.#timer = setTimeout(() => this.deliver(), wait * (0.75 + Math.random() / 2));
  }
}
