// What somebody should look at now, from all that the server says. Pure.

import {count, percent, span} from "./format.js";

const SOME = 0.01;

// A list of {kind: "bad"|"warn", text, where}: the worst first.
export function attention({overview, pools, discovery, config}) {
  const found = [
    ...process(overview), ...backends(pools), ...sources(discovery), ...configuration(config)];
  return found.sort((a, b) => (a.kind === "bad" ? 0 : 1) - (b.kind === "bad" ? 0 : 1));
}

function process(overview) {
  const found = [];
  const {now, lastMinute: {sums}} = overview;
  if (!now.ready) {
    found.push({kind: "bad", text: "The server is not ready: it starts, or it drains.", where: "overview"});
  }
  if (sums.requests > 0 && sums.serverErrors / sums.requests > SOME) {
    found.push({
      kind: "bad",
      text: `${percent(sums.serverErrors / sums.requests)} of the last minute's requests ended with 5xx.`,
      where: "timeline",
    });
  }
  if (now.memory.used > 0.9 * now.memory.limit) {
    found.push({kind: "bad", text: "The memory for buffers is nearly used up.", where: "overview"});
  }
  return found;
}

function backends(pools) {
  return Object.entries(pools ?? {}).flatMap(([name, pool]) => {
    const found = [];
    const away = pool.backends.filter(each => !["up", "warming"].includes(each.standing));
    const failed = away.filter(each => ["ejected", "failing"].includes(each.standing));
    if (pool.mode === "none" || pool.backends.length === 0) {
      found.push({kind: "bad", text: `Pool ${name} has no backend.`, where: "pools"});
    } else if (pool.mode === "panic") {
      found.push({kind: "bad", text: `Pool ${name} has too few good backends and uses all of them.`, where: "pools"});
    } else if (pool.mode === "backup") {
      found.push({kind: "warn", text: `Pool ${name} lives on its reserve.`, where: "pools"});
    }
    if (failed.length > 0) {
      found.push({
        kind: failed.length === pool.backends.length ? "bad" : "warn",
        text: `Pool ${name}: ${count(failed.length, "backend")} of ${pool.backends.length} not in use: `
          + `${failed[0].backend}, ${failed[0].why}${failed.length > 1 ? " …" : "."}`,
        where: "pools",
      });
    }
    if (pool.waiting > 0) {
      found.push({kind: "warn", text: `Pool ${name}: ${count(pool.waiting, "request")} wait for their turn.`, where: "pools"});
    }
    return found;
  });
}

function sources(discovery) {
  return Object.entries(discovery ?? {}).flatMap(([pool, all]) =>
    all.filter(source => source.problem).map(source => ({
      kind: source.age === null ? "bad" : "warn",
      text: `Pool ${pool}: ${source.source}: ${source.problem}; `
        + (source.age === null ? "there was no answer yet." : `the answer in force is ${span(source.age)} old.`),
      where: "pools",
    })));
}

function configuration(config) {
  const found = [];
  if (config?.refused) {
    found.push({
      kind: "warn",
      text: `The last reload was refused, for ${count(config.refused.problems.length, "problem")}.`,
      where: "configuration",
    });
  } else if (config?.fileDiffers) {
    found.push({kind: "warn", text: "The configuration's file is another than what runs.", where: "configuration"});
  }
  return found;
}
