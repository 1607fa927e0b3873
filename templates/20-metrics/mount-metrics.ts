import { reportMetrics } from "<%= helpers %>/metrics";

// For the scraper, which sends METRICS_TOKEN
<%= app %>.get("/metrics", reportMetrics);
