import { measureRequests } from "<%= helpers %>/<%= modules.metrics %>";

// First, so that every answer is measured
<%= app %>.use(measureRequests);
