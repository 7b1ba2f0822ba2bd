import { createHash } from 'node:crypto';

class Receipt {
  constructor(order, total) {
    this.order = order;
    this.total = total;
    this.digest = createHash('sha256').update(order).digest();
  }
}

const receipts = new Map();
let orders = 0;

/** Leaks: every receipt stays in the map, for nobody deletes it. */
export function checkout({ items }) {
  const order = `order ${++orders}`;
  const total = items.reduce((sum, { price, count }) => sum + price * count, 0);
  receipts.set(order, new Receipt(order, total));
  return total;
}

const recent = [];

/** Innocent: it keeps the last hundred, and drops the oldest. */
export function quote({ items }) {
  const total = items.reduce((sum, { price, count }) => sum + price * count, 0);
  recent.push(new Receipt('quote', total));
  if (recent.length > 100) recent.shift();
  return total;
}
