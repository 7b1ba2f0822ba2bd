export default { test: { include: ['*.test.mjs'], pool: 'forks' } };
