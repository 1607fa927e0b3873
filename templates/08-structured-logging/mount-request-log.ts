import { logRequests } from "<%= helpers %>/<%= modules.request_log %>";

// One line in the log for each request
<%= app %>.use(logRequests);
