import { logRequests } from "<%= helpers %>/request-log";

// One line in the log for each request
<%= app %>.use(logRequests);
