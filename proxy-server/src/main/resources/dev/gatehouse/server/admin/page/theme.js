// Light, dark, or as the system has it. The choice stays in this browser.

const KEY = "gatehouse-theme";

export function start(select) {
  show(select.value = localStorage.getItem(KEY) ?? "system");
  select.onchange = () => {
    localStorage.setItem(KEY, select.value);
    show(select.value);
  };
}

function show(theme) {
  if (theme === "system") {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
}
