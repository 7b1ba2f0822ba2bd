import { DuplicateMetricError, InvalidArgumentError } from '@watertight/gc-probe';
import type { Probe } from '@watertight/gc-probe';
import { latestReading } from './exporting/latest-reading.ts';
import { gaugesOf, pauseHistogram } from './exporting/prometheus-metrics.ts';
import type { PrometheusMetric } from './exporting/prometheus-metrics.ts';

/** What is needed of prom-client's `Registry`, 15 or newer. */
export interface PrometheusRegistry {
  registerMetric(metric: never): void;
  getSingleMetric(name: string): unknown;
  removeSingleMetric(name: string): void;
}

/** Settings of the exporter. */
export interface PrometheusOptions {
  /** The registry to be scraped, for example `register` of prom-client. */
  readonly registry: PrometheusRegistry;
  /**
   * Whether metrics of the same names, as `collectDefaultMetrics()` makes them, are taken out of the
   * registry. Without it they are a mistake, told at once.
   * @default false
   */
  readonly replace?: boolean;
}

/**
 * Shows a probe to Prometheus: under the names of prom-client's default metrics what dashboards
 * already draw, and under `gc_probe_*` floors, slopes and the verdict. Every scrape takes a sample.
 *
 * Dispose it to take the metrics out again; another may then take their place.
 *
 * @throws DuplicateMetricError when a name is taken.
 */
export function exportToPrometheus(probe: Probe, options: PrometheusOptions): Disposable {
  const { registry, replace = false } = options;
  if (typeof registry?.registerMetric !== 'function') {
    throw new InvalidArgumentError('registry', 'a Registry of prom-client', registry);
  }
  const read = latestReading(probe);
  const metrics: PrometheusMetric[] = [pauseHistogram(probe), ...gaugesOf(read)];
  const taken = metrics.filter(({ name }) => registry.getSingleMetric(name) !== undefined);
  if (taken.length > 0 && !replace) {
    throw new DuplicateMetricError(taken.map(({ name }) => name));
  }
  for (const { name } of taken) registry.removeSingleMetric(name);
  for (const metric of metrics) registry.registerMetric(metric as never);
  return {
    [Symbol.dispose]() {
      for (const metric of metrics) {
        // Somebody else's by now, if it was replaced.
        if (registry.getSingleMetric(metric.name) === metric)
          registry.removeSingleMetric(metric.name);
      }
    },
  };
}
