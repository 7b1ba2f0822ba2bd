/** `</script>` inside a string would end the element. */
export const jsonForHtml = (value: object): string =>
  JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
