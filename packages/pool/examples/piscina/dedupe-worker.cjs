const Piscina = require('@watertight/pool/piscina');

module.exports = ({ shard, suffixes }) => {
  const flags = new Uint8Array(shard.length);
  shard.forEach((domain, i) => {
    if (suffixes.some((suffix) => domain.endsWith(suffix))) flags[i] = 1;
  });
  return Piscina.move(flags);
};
