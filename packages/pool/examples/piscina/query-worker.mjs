/** The function is ready when the index is: a promise of it is exported. */
async function loadIndex() {
  await new Promise((resolve) => setImmediate(resolve));
  return ({ words, text, forEver, crash }) => {
    if (crash) process.exit(7);
    // oxlint-disable-next-line no-unmodified-loop-condition -- a query that never ends
    while (forEver);
    return words.map((word) => text.split(word).length - 1);
  };
}

export default loadIndex();
