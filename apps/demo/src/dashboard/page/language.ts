// To be imported before uPlot, which formats numbers for `navigator.language` as soon as it is loaded:
// where the system's locale is POSIX, Chromium says `en-US@posix`, which no formatter accepts.
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US' });
}
