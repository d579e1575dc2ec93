// Names for the fields of the admin that find rows by typing: select2 leaves its own inputs without one.

function name(select) {
  const label = document.querySelector(`label[for="${select.id}"]`);
  const box = select.nextElementSibling;
  if (!label || !box?.classList.contains("select2")) return;
  for (const field of box.querySelectorAll(".select2-search__field, [role=combobox], [role=textbox]")) {
    field.setAttribute("aria-label", label.textContent.trim().replace(/:$/, ""));
    field.removeAttribute("aria-labelledby");
  }
}

// Django's script makes the fields when jQuery says that the document is ready; this one comes after it.
window.django?.jQuery?.(() => document.querySelectorAll("select.admin-autocomplete").forEach(name));
