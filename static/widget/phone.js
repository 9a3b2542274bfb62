/* Leaving a number: the code goes by text message, and the answers after it. */

import { Refused } from "./wire.js";
import { byId, say } from "./view.js";

const WRONG = { wrong: "code_wrong", expired: "code_expired", spent: "code_spent" };

/** Returns the function that opens the dialog; `linked()` is called when the number is the visitor's. */
export function phoneDialog(wire, linked) {
  const dialog = byId("phone"), number = byId("number"), code = byId("code"), wrong = byId("phone-wrong");
  const steps = { number: byId("phone-number"), code: byId("phone-code"), done: byId("phone-done") };

  const step = (name) => {
    for (const [each, element] of Object.entries(steps)) element.hidden = each !== name;
    wrong.textContent = "";
    steps[name].querySelector("input, button").focus();
  };

  const submitting = (form, field, path, next, reason) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("[type=submit]");
      if (!field.value.trim() || button.disabled) return field.focus();
      button.disabled = true;
      wrong.textContent = "";
      field.removeAttribute("aria-invalid");
      try {
        await wire.call(path, { [field.id === "number" ? "phone" : "code"]: field.value.trim() });
        next();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        wrong.textContent = say(
          error.status === 422 ? reason(error.code) : error.status === 429 ? "slow_down" : "no_network",
        );
        field.setAttribute("aria-invalid", "true");
        field.focus();
      } finally {
        button.disabled = false;
      }
    });
  };
  submitting(steps.number, number, "phone", () => step("code"), () => "phone_no");
  submitting(
    steps.code, code, "phone/code",
    () => {
      linked();
      step("done");
    },
    (why) => WRONG[why] ?? "code_wrong",
  );
  dialog.querySelector("[data-again]").addEventListener("click", () => step("number"));
  for (const leave of dialog.querySelectorAll("[data-leave]")) leave.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => byId("body").focus());

  return () => {
    code.value = "";
    dialog.showModal();
    step("number");
  };
}
