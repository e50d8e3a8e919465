# Finds the browser of the browser tests, or installs it. Sourced by bin/test and bin/bench.

find_chromium() { # exports CHROMIUM, or says in one line why there is none
  local candidate prefix
  for candidate in "$CHROMIUM" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Chromium.app/Contents/MacOS/Chromium" \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "$HOME"/.cache/ms-playwright/chromium-*/chrome-linux*/chrome \
    "$HOME"/Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*; do
    [ -n "$candidate" ] || continue
    CHROMIUM=$(command -v "$candidate") && export CHROMIUM && return
  done
  if works command -v apt-get && prefix=$(as_root); then
    say "Installing Chromium…"
    # The list of packages may be missing or old: try as it is, then renew it.
    works $prefix env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium ||
      works $prefix apt-get update &&
      works $prefix env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium
  else
    works "$python" -m playwright install chromium
    for candidate in "$HOME"/.cache/ms-playwright/chromium-*/chrome-linux*/chrome \
      "$HOME"/Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*; do
      [ -x "$candidate" ] && export CHROMIUM=$candidate && return
    done
  fi
  CHROMIUM=$(command -v chromium) && export CHROMIUM && return
  unset CHROMIUM
  say "No Chromium here and none could be installed: the browser tests will not run (CHROMIUM=/path/to/it helps)."
}
