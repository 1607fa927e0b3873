from <%= helpers %>.<%= modules.metrics %> import report_metrics

# For the scraper, which sends METRICS_TOKEN
<%= app %>.add_route("/metrics", report_metrics, include_in_schema=False)
