/** One function only: it needs no --task. It throws for an empty order. */
exports.weigh = async ({ items }) => {
  if (items.length === 0) throw new Error('an order without items');
  return items.reduce((sum, { count }) => sum + count, 0);
};
