// A button with data-copy="id" copies that field and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Without leave to write the clipboard, the marked text can be copied by hand.
    return;
  }
  button.querySelector("span").textContent = button.dataset.copied;
});
