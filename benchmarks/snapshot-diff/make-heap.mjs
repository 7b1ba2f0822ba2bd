// Writes a pair of heap snapshots of one process, with a round of changes between them.
//   node make-heap.mjs SCALE BASE TARGET      (scale 1 is about 10 MB, 10 about 100 MB)
import { writeHeapSnapshot } from 'node:v8';

const [, , scale, base, target] = process.argv;
const count = Math.round(6000 * Number(scale));

class Account {
  orders = [];
  constructor(id) {
    this.id = id;
    this.name = `account ${id}`;
  }
}
class Order {
  constructor(id, account) {
    this.id = id;
    this.account = account;
    this.lines = [
      { sku: id, amount: 1.5 },
      { sku: id + 1, amount: 2.5, note: `note ${id}` },
    ];
  }
}
class TreeNode {
  constructor(depth) {
    this.left = depth > 0 ? new TreeNode(depth - 1) : undefined;
    this.right = depth > 0 ? new TreeNode(depth - 1) : undefined;
    this.value = depth + 0.5;
  }
}
const hold = { accounts: new Map(), listeners: [], trees: [], list: undefined, freed: [] };
globalThis.hold = hold;

function round(from, to) {
  for (let id = from; id < to; id++) {
    const account = new Account(id);
    for (let order = 0; order < 3; order++) account.orders.push(new Order(id * 3 + order, account));
    hold.accounts.set(account.name, account);
    hold.listeners.push(() => account.id + id);
    hold.list = { next: hold.list, id };
  }
  for (let tree = 0; tree < (to - from) / 300; tree++) hold.trees.push(new TreeNode(8));
}

round(0, count);
for (let id = 0; id < count / 10; id++) hold.freed.push(new Order(id));
writeHeapSnapshot(base);
hold.freed = [];
round(count, count + Math.round(count / 8));
writeHeapSnapshot(target);
