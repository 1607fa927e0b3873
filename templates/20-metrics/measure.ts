import { measureRequests } from "<%= helpers %>/metrics";

// First, so that every answer is measured
<%= app %>.use(measureRequests);
