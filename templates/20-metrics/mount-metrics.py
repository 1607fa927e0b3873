<% if metrics_are_guarded %>
from <%= helpers %>.<%= modules.open_route %> import OpenRoute
<% endif %>
from <%= helpers %>.<%= modules.metrics %> import report_metrics

# For the scraper, which sends METRICS_TOKEN
<% if metrics_are_guarded %>
# Added last, it answers before the guards of the app
<%= app %>.add_middleware(OpenRoute, path="/metrics", endpoint=report_metrics)
<% else %>
<%= app %>.add_route("/metrics", report_metrics, include_in_schema=False)
<% endif %>
