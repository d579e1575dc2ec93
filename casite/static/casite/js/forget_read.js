// What has been taken over into a class need not wait in this browser any more.

import { forget } from "./visitor_store.js";

for (const message of document.querySelectorAll("[data-read-taken]")) {
  message.dataset.readTaken.split(" ").forEach(forget);
}
