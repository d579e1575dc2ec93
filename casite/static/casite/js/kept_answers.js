// Answers that the server has not confirmed, kept on this device so that a closed tab or a dead battery loses none.
// One entry for each answer: several windows of the same attempt do not write over each other. The entries of another
// student on the same device have other names: they stay, and are neither shown nor sent.

export class KeptAnswers {
  #prefix;

  constructor({ student, attempt }) {
    this.#prefix = `casite:answer:${student}:${attempt}:`;
  }

  // In the order in which they were given.
  all() {
    return this.#keys()
      .map((key) => this.#read(key))
      .filter((answer) => answer !== null)
      .sort((one, other) => one.sequence - other.sequence);
  }

  // Says whether it is kept. Where the storage is full, or forbidden, the answer still waits in its page.
  keep(answer) {
    try {
      localStorage.setItem(this.#prefix + answer.uuid, JSON.stringify(answer));
      return true;
    } catch {
      return false;
    }
  }

  drop(uuid) {
    try {
      localStorage.removeItem(this.#prefix + uuid);
    } catch {
      // Then nothing was kept either.
    }
  }

  #keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(this.#prefix));
    } catch {
      return [];
    }
  }

  #read(key) {
    try {
      const answer = JSON.parse(localStorage.getItem(key));
      return Number.isInteger(answer?.sequence) && typeof answer.value === "object" ? answer : null;
    } catch {
      return null;
    }
  }
}
