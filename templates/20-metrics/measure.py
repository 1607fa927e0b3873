from <%= helpers %>.<%= modules.metrics %> import MeasureRequests

<%= app %>.add_middleware(MeasureRequests)
