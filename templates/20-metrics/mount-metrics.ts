import { reportMetrics } from "<%= helpers %>/<%= modules.metrics %>";

// For the scraper, which sends METRICS_TOKEN
<%= app %>.get("/metrics", reportMetrics);
